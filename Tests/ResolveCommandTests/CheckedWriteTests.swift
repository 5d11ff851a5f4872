import TestSupport
import Testing

/// `--check` of the commands that write: nothing gets a tag before every platform has passed.
struct CheckedWriteTests {
    private let builder = ImageBuilder()
    private let registry: MisbehavingRegistry
    private let folder: TemporaryFolder

    init() throws {
        registry = try MisbehavingRegistry()
        folder = try TemporaryFolder()
    }

    /// A list for two architectures, whose arm64 entry starts this program.
    private func list(arm64 program: String) throws -> SampleImage {
        builder.index(
            try [("linux/amd64", "busybox-amd64"), ("linux/arm64", program)].map { platform, program in
                IndexEntry(try image(SamplePlatform(platform), program))
            })
    }

    private func image(_ platform: SamplePlatform, _ program: String) throws -> SampleImage {
        builder.image(
            platform, layers: [builder.layer([try SampleProgram.file("bin/app", program)])], command: ["/bin/app"])
    }

    /// The requests that write.
    private var writes: [String] {
        registry.log.filter { ["PUT", "POST", "PATCH"].contains($0.method) }.map { "\($0.method) \($0.path)" }
    }

    @Test(arguments: [("busybox-arm64", 0), ("busybox-amd64", 4)] as [(String, Int32)])
    func `a push is checked first`(program: String, status: Int32) throws {
        let image = try list(arm64: program)
        let source = "oci:" + (try image.writeLayout(to: folder, tag: "1"))
        let result = try Command.run("push", "--check", source, registry.reference("team/app:1"))
        #expect(result.status == status, "\(result.errors)")
        #expect(registry.content.repositories["team/app"]?.tags["1"] == (status == 0 ? image.digest : nil))
        #expect(writes.isEmpty == (status != 0))
        guard status != 0 else { return }
        #expect(result.errors.contains("linux/arm64: /bin/app does not start: "))
        // Without the option, nothing but the documents matters.
        #expect(try Command.run("push", source, registry.reference("team/app:1")).status == 0)
    }

    @Test func `only the platforms that are pushed are checked`() throws {
        let source = "oci:" + (try list(arm64: "busybox-amd64").writeLayout(to: folder, tag: "1"))
        let result = try Command.run(
            "push", "--check", "--platform", "linux/amd64", source, registry.reference("team/app:1"))
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test(arguments: [("busybox-arm64", 0), ("busybox-amd64", 4)] as [(String, Int32)])
    func `a copy is checked first, also if the target has the image by its digest`(
        program: String, status: Int32
    ) throws {
        let image = try list(arm64: program)
        registry.add(image, to: "team/app", tags: ["1"])
        registry.add(image, to: "copy/app", tags: ["old"])
        let result = try Command.run(
            "copy", "--check", registry.reference("team/app:1"), registry.reference("copy/app:1"))
        #expect(result.status == status, "\(result.errors)")
        #expect(registry.content.repositories["copy/app"]?.tags["1"] == (status == 0 ? image.digest : nil))
        #expect(writes.isEmpty == (status != 0))
    }

    @Test(arguments: [("busybox-arm64", 0), ("busybox-amd64", 4)] as [(String, Int32)])
    func `a manifest list is checked first, with images of other repositories`(program: String, status: Int32) throws {
        registry.add(try image("linux/amd64", "busybox-amd64"), to: "team/app", tags: ["amd64"])
        registry.add(try image("linux/arm64", program), to: "team/other", tags: ["arm64"])
        let list = registry.reference("team/app:1")
        let home = try TemporaryFolder()
        let environment = ["RESOLVE_HOME": home.file("store")]
        let created = try Command.run(
            "manifest", "create", list, registry.reference("team/app:amd64"), registry.reference("team/other:arm64"),
            environment: environment)
        #expect(created.status == 0, "\(created.errors)")
        let result = try Command.run("manifest", "push", "--check", list, environment: environment)
        #expect(result.status == status, "\(result.errors)")
        #expect((registry.content.repositories["team/app"]?.tags["1"] != nil) == (status == 0))
        #expect(writes.isEmpty == (status != 0))
    }
}
