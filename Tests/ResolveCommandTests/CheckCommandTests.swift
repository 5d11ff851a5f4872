import TestSupport
import Testing

struct CheckCommandTests {
    private let builder = ImageBuilder()

    /// A list whose arm64 entry is an image for amd64.
    private var mislabelled: SampleImage {
        builder.index([
            IndexEntry(SampleImages.image("linux/amd64", builder)),
            IndexEntry(SampleImages.image("linux/386", builder), declaring: "linux/arm64"),
        ])
    }

    @Test func `a failure ends with 4 after the tables`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(mislabelled, to: "app", tags: ["1"])
        let result = try Command.run("check", registry.reference("app:1"))
        #expect(result.status == 4)
        #expect(result.output.contains("failed"))
        #expect(result.output.hasSuffix("passed  1 of 2 platforms; layers were not read\n"))
        #expect(
            result.errors == """
                resolve: \(registry.reference("app:1")): linux/arm64: the index says linux/arm64, but the config says linux/386
                  hint: build that image for linux/arm64, or list it as linux/386

                """)
    }

    @Test func `--json prints the report and the error`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(mislabelled, to: "app", tags: ["1"])
        let result = try Command.run("check", "--json", registry.reference("app:1"))
        #expect(result.status == 4)
        let report = try JSONObject(result.output)
        #expect(report.members["layersRead"] as? Bool == false && report.members["passed"] as? Bool == false)
        let platforms = report.objects("platforms")
        #expect(platforms.map { $0.text("result") } == ["passed", "failed"])
        let finding = try #require(platforms.last?.objects("findings").first)
        #expect(finding.text("severity") == "failure" && finding.text("kind") == "config")
        #expect(finding.text("expected") == "linux/arm64" && finding.text("found") == "linux/386")
        #expect(try JSONObject(result.errors).object("error")?.number("exit") == 4)
    }

    @Test(arguments: ["oci:", "oci-archive:", "docker-archive:"])
    func `images on this machine are checked without a registry`(kind: String) throws {
        let folder = try TemporaryFolder()
        let image = SampleImages.single()
        let path: String
        switch kind {
        case "oci:": path = try image.writeLayout(to: folder, tag: "1")
        case "oci-archive:": path = try folder.write("image.tar", Tar.archive(image.archiveMembers(tag: "1")))
        default: path = try folder.write("image.tar", Tar.archive(image.dockerArchiveMembers(names: ["app:1"])))
        }
        let result = try Command.run("check", "--no-layers", "-q", kind + path)
        #expect(result.errors == "")
        #expect(result.output == "linux/amd64 passed\n")
        #expect(result.status == 0)
    }

    @Test(arguments: [("linux/s390x", 3), ("linux/!", 64), ("linux/386", 0)] as [(String, Int32)])
    func `a platform is chosen as for a pull`(platform: String, status: Int32) throws {
        let registry = try MisbehavingRegistry()
        registry.add(SampleImages.sixPlatforms(), to: "app", tags: ["1"])
        let result = try Command.run(["check", "--no-layers", "--platform", platform, registry.reference("app:1")])
        #expect(result.status == status, "\(result.errors)")
    }

    /// A list whose arm64 image starts a program for amd64.
    private func wrongProgram() throws -> SampleImage {
        builder.index(
            try ["linux/amd64", "linux/arm64"].map { platform in
                let layer = builder.layer([try SampleProgram.file("bin/app", "busybox-amd64"), .file("name", platform)])
                return IndexEntry(
                    builder.image(SamplePlatform(platform), layers: [layer], command: ["/bin/app"]))
            })
    }

    @Test func `a program for another architecture is named with what was expected and found`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(try wrongProgram(), to: "app", tags: ["1"])
        let result = try Command.run("check", "--json", registry.reference("app:1"))
        #expect(result.status == 4)
        let report = try JSONObject(result.output)
        let finding = try #require(report.objects("platforms").last?.objects("findings").first)
        #expect(finding.text("path") == "/bin/app" && finding.text("kind") == "start")
        #expect(finding.text("expected") == "arm64" && finding.text("found") == "amd64")
        let error = try #require(try JSONObject(result.errors).object("error"))
        #expect(error.text("code") == "mismatch" && error.number("exit") == 4)
        #expect(error.text("message")?.contains("linux/arm64: /bin/app does not start") == true)
        #expect(error.text("hint") != nil)
        #expect(try Command.run("check", "--platform", "linux/amd64", registry.reference("app:1")).status == 0)
    }

    @Test func `an affinity is printed alone, and the exit status stays`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(try wrongProgram(), to: "app", tags: ["1"])
        let result = try Command.run("check", "--affinity", registry.reference("app:1"))
        #expect(result.status == 4)
        #expect(result.output.hasPrefix("affinity:\n  nodeAffinity:\n"))
        #expect(result.output.hasSuffix("- amd64\n") && !result.output.contains("arm64"))
        #expect(try Command.run("check", "--affinity", "--no-layers", "app").status == 64)
    }
}
