import Foundation
import TestSupport
import Testing

/// What podman's registries.conf blocks gets no request, whatever the command.
struct BlockedCommandTests {
    private let blocked: MisbehavingRegistry
    private let mirror: MisbehavingRegistry
    private let other: MisbehavingRegistry
    private let home: TemporaryFolder
    private let image = SampleImages.single("linux/amd64", layerSize: 200)

    init() throws {
        blocked = try MisbehavingRegistry()
        mirror = try MisbehavingRegistry()
        other = try MisbehavingRegistry()
        home = try TemporaryFolder()
        for registry in [blocked, mirror] { registry.add(image, to: "team/app", tags: ["1"]) }
        try write(mirrors: "")
    }

    private func write(mirrors: String) throws {
        let file = "[[registry]]\nlocation = \"\(blocked.authority)\"\nblocked = true\n" + mirrors
        try home.write("containers/registries.conf", file)
    }

    private func run(_ command: String) throws -> ProgramResult {
        let words = command.split(separator: " ").map { word in
            String(word).replacing("IMAGE", with: blocked.reference("team/app:1"))
                .replacing("REPOSITORY", with: blocked.reference("team/app"))
                .replacing("OTHER", with: other.reference("copies/app:1"))
                .replacing("FOLDER", with: home.file("out"))
        }
        return try Command.run(words, environment: ["XDG_CONFIG_HOME": home.path, "RESOLVE_HOME": home.file("store")])
    }

    /// The commands that read an image.
    private static let reading = [
        "pull --host amd64-v1 IMAGE -o FOLDER", "digest --host amd64-v1 IMAGE", "explain --host amd64-v1 IMAGE",
        "inspect IMAGE", "copy IMAGE OTHER", "import IMAGE -t OTHER", "manifest create OTHER IMAGE",
        "manifest create --push OTHER IMAGE", "manifest inspect IMAGE", "tags REPOSITORY", "list REPOSITORY",
    ]

    @Test(
        .userCase("M1"),
        arguments: reading + ["push oci:FOLDER IMAGE", "copy OTHER IMAGE", "mirrors explain IMAGE"])
    func `a blocked registry gets no request`(command: String) throws {
        if command.hasPrefix("push") {
            other.add(image, to: "copies/app", tags: ["1"])
            #expect(try run("pull --host amd64-v1 OTHER -o FOLDER").status == 0)
        }
        let result = try run(command)
        #expect(result.status == 7, "\(result.errors)")
        #expect(result.errors.contains("blocked by \(home.path)/containers/registries.conf, line 1"))
        #expect(blocked.log.isEmpty && mirror.log.isEmpty)
    }

    @Test(.userCase("M2"), arguments: reading)
    func `the mirrors of a blocked registry serve, and it gets no request`(command: String) throws {
        try write(mirrors: "[[registry.mirror]]\nlocation = \"\(mirror.authority)\"\n")
        let result = try run(command)
        #expect(result.status == 0, "\(result.errors)")
        #expect(blocked.log.isEmpty && !mirror.log.isEmpty)
    }

    /// `manifest`, `tags` and `list` ask the registry, and besides it only the mirrors that the options name.
    @Test(.userCase("M2"), arguments: reading + ["mirrors explain IMAGE"])
    func `a mirror that is not in the table serves for a blocked registry, too`(command: String) throws {
        let option = "\(command) --mirror \(mirror.url)"
        let result = try run(option)
        #expect(result.status == 0, "\(result.errors)")
        #expect(blocked.log.isEmpty)
        if command.hasPrefix("mirrors") {
            #expect(result.output.contains(mirror.authority) && result.output.contains("blocked"), "\(result.output)")
        } else {
            #expect(!mirror.log.isEmpty)
        }
    }

    @Test(.userCase("M2"), arguments: reading)
    func `when no mirror of a blocked registry serves, the error names the block and the mirror's answer`(
        command: String
    ) throws {
        try write(mirrors: "[[registry.mirror]]\nlocation = \"\(other.authority)/none\"\n")
        let result = try run(command)
        #expect(result.status == 7, "\(result.errors)")
        #expect(result.errors.contains("the registry is blocked by \(home.path)/containers/registries.conf, line 1"))
        #expect(result.errors.contains("previously at '\(other.authority)'"), "\(result.errors)")
        #expect(blocked.log.isEmpty)
    }

    @Test(.userCase("M6"))
    func `a short name is pulled from Docker Hub's mirror, with a warning about podman's other image`() throws {
        mirror.add(image, to: "library/tool", tags: ["1"])
        other.add(image, to: "org/tool", tags: ["1"])
        try home.write(
            "containers/registries.conf",
            """
            [[registry]]
            location = "docker.io"
            blocked = true
            [[registry.mirror]]
            location = "\(mirror.authority)"
            [aliases]
            tool = "\(other.authority)/org/tool"
            """)
        let pulled = try run("pull --host amd64-v1 tool:1 -o FOLDER")
        #expect(pulled.status == 0, "\(pulled.errors)")
        #expect(pulled.output == "docker.io/library/tool@\(image.digest)\n")
        let warning =
            "'tool' means 'docker.io/library/tool'; podman would take '\(other.authority)/org/tool' "
            + "(\(home.path)/containers/registries.conf, line 7); write the name in full to pull that one"
        #expect(pulled.errors.contains(warning), "\(pulled.errors)")
        #expect(other.log.isEmpty)
        let explained = try run("mirrors explain tool:1")
        #expect(explained.output.contains(warning), "\(explained.output)")
        let object = try #require(JSONObject(try run("mirrors explain tool:1 --json").output).object("shortName"))
        #expect(object.text("podman") == "\(other.authority)/org/tool")
        #expect(object.text("image") == "docker.io/library/tool")
        #expect(try run("pull --host amd64-v1 docker.io/library/tool:1 -o FOLDER").errors.contains("podman") == false)
    }
}
