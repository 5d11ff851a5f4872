import TestSupport
import Testing

/// Checks of images at Debian's docker-registry.
@Suite struct CheckInteropTests {
    private let registry: LocalRegistry
    private let resolve: Resolve
    private let builder = ImageBuilder()

    init() throws {
        registry = try LocalRegistry()
        resolve = try Resolve()
    }

    /// A layout with a list for two architectures, whose arm64 image starts this program.
    private func layout(arm64 program: String) throws -> String {
        let list = builder.index(
            try [("linux/amd64", "busybox-amd64"), ("linux/arm64", program)].map { platform, program in
                let layer = builder.layer([try SampleProgram.file("bin/app", program)], compression: .zstd)
                return IndexEntry(builder.image(SamplePlatform(platform), layers: [layer], command: ["/bin/app"]))
            })
        return "oci:" + (try list.writeLayout(to: resolve.home, name: program, tag: "1"))
    }

    @Test func `with a fault in one platform, the registry gets no tag and no upload`() throws {
        let image = registry.reference("team/app:1")
        let refused = try resolve.run("push", "--check", try layout(arm64: "busybox-amd64"), image)
        #expect(refused.status == 4, "\(refused.errors)")
        #expect(!registry.requests.contains { ["PUT", "POST", "PATCH"].contains($0.method) })
        let pushed = try resolve.run("push", "--check", try layout(arm64: "busybox-arm64"), image)
        #expect(pushed.status == 0, "\(pushed.errors)")
        #expect(registry.requests.contains { $0.method == "PUT" && $0.target.hasSuffix("/manifests/1") })
    }

    @Test func `an image of the registry is checked and pulled, and a wrong one is neither`() throws {
        for (program, status) in [("busybox-amd64", 4), ("busybox-arm64", 0)] as [(String, Int32)] {
            let image = registry.reference("team/app:\(status)")
            #expect(try resolve.run("push", try layout(arm64: program), image).status == 0)
            let checked = try resolve.run("check", image)
            #expect(checked.status == status, "\(checked.errors)")
            let output = resolve.home.file("out\(status)")
            let pulled = try resolve.run("pull", "--check", "--platform", "all", "-o", output, image)
            #expect(pulled.status == status, "\(pulled.errors)")
            #expect(
                try resolve.run("digest", "oci:\(output)", "--platform", "linux/arm64").status == (status == 0 ? 0 : 6))
        }
    }
}
