import Foundation
import TestSupport
import Testing

/// `pull -o docker` and `-o podman`: the engines themselves, each with images of its own.
@Suite(.timeLimit(.minutes(5))) struct EngineOutputTests {
    private var resolve: Resolve
    private let registry: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()

    init() throws {
        resolve = try Resolve()
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1", "2"])
    }

    /// An engine, its output of `pull`, and its own command.
    private struct Engine {
        let output: String
        let variables: [String: String]
        let command: String
        let commandVariables: [String: String]
        /// Ends the engine when the value goes.
        let process: any Sendable
    }

    private static func docker() throws -> Engine {
        let docker = try Dockerd()
        let variables = ["DOCKER_HOST": docker.host]
        return Engine(
            output: "docker", variables: variables, command: "docker",
            commandVariables: TestEnvironment.clean(home: "/nonexistent", adding: variables), process: docker)
    }

    private static func podman() throws -> Engine {
        let podman = try PodmanService()
        return Engine(
            output: "podman", variables: ["CONTAINER_HOST": podman.host], command: "podman",
            commandVariables: podman.variables, process: podman)
    }

    private static let engines: [(name: String, start: @Sendable () throws -> Engine)] =
        (Dockerd.isPossible ? [("docker", docker)] : []) + [("podman", podman)]

    private func pull(_ engine: Engine, _ arguments: String...) throws -> ProgramResult {
        var resolve = resolve
        resolve.environment = engine.variables
        return try resolve.run(["pull", "-o", engine.output] + arguments)
    }

    /// A line of what the engine says about an image; `nil` if it does not have it.
    private func inspect(_ engine: Engine, _ name: String, _ format: String) throws -> String? {
        let result = try run(
            engine.command, ["image", "inspect", "--format", format, name], environment: engine.commandVariables,
            timeoutSeconds: 60)
        return result.status == 0 ? result.output.trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }

    private func blobRequests() -> Int { registry.requests(to: "/blobs/").count }

    // MARK: - Loading

    @Test(arguments: engines.indices)
    func `an engine lists an image under its name and has its files, and a second pull sends nothing`(
        index: Int
    ) throws {
        let engine = try Self.engines[index].start()
        for (child, platform) in [(0, "linux/amd64"), (1, "linux/arm64"), (5, "linux/riscv64")] {
            let name = registry.reference("team/app:1")
            let first = try pull(engine, "--platform", platform, name)
            #expect(first.status == 0, "\(first.errors)")
            #expect(first.output == "\(registry.reference("team/app"))@\(image.child(child).digest)\n")
            let architecture = String(platform.dropFirst("linux/".count))
            let config = try #require(image.child(child).config).digest
            let shown = try inspect(engine, name, "{{.Id}} {{.Architecture}} {{.RepoTags}}")?.replacing(
                "sha256:", with: "")
            #expect(shown == "\(config.dropFirst("sha256:".count)) \(architecture) [\(name)]")
            registry.clearLog()
            let second = try pull(engine, "--json", "--platform", platform, name)
            #expect(second.status == 0 && second.output.contains("\"output\":\"\(engine.output)\""))
            #expect(blobRequests() <= 1, "only the config is read again")
        }
        #expect(try contents(engine, registry.reference("team/app:1"), "etc/os-release").contains("ID=sample"))
        let left = try FileManager.default.subpathsOfDirectory(atPath: resolve.home.path)
        #expect(!left.contains { $0.contains("engine.") })
    }

    /// A file of an image, read from a container that is not started.
    private func contents(_ engine: Engine, _ name: String, _ path: String) throws -> String {
        let platform = engine.command == "docker" ? [] : ["--cgroups=disabled", "--network=none"]
        let id = try runChecked(
            engine.command, ["create"] + platform + [name], environment: engine.commandVariables, timeoutSeconds: 60
        ).output.split(separator: "\n").last.map(String.init)
        let target = resolve.home.file("copied")
        try runChecked(
            engine.command, ["cp", "\(id ?? ""):/\(path)", target], environment: engine.commandVariables,
            timeoutSeconds: 60)
        return try String(contentsOfFile: target, encoding: .utf8)
    }

    @Test(arguments: engines.indices)
    func `several images are loaded, and one that is there gets another name without being sent`(index: Int) throws {
        let engine = try Self.engines[index].start()
        registry.add(SampleImages.single(layerSize: 100_000), to: "other/app", tags: ["1"])
        let names = ["team/app:1", "other/app:1"].map(registry.reference)
        let result = try pull(engine, "--platform", "linux/amd64", names[0], names[1])
        #expect(result.status == 0, "\(result.errors)")
        for name in names { #expect(try inspect(engine, name, "{{.Architecture}}") == "amd64") }
        registry.clearLog()
        let second = registry.reference("team/app:2")
        let again = try pull(engine, "--platform", "linux/amd64", second)
        #expect(again.status == 0, "\(again.errors)")
        #expect(blobRequests() <= 1)
        #expect(try inspect(engine, second, "{{.Id}}") == inspect(engine, names[0], "{{.Id}}"))
    }

    @Test(arguments: engines.indices)
    func `of several platforms the engine takes one that it can name`(index: Int) throws {
        let engine = try Self.engines[index].start()
        let name = registry.reference("team/app:1")
        let result = try pull(engine, "-q", "--platform", "all", name)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.split(separator: "\n").count == 6)
        let host = try runChecked("podman", ["info", "--format", "{{.Host.Arch}}"]).output
        #expect(try inspect(engine, name, "{{.Architecture}}") == String(host.dropLast()))
    }

    @Test(arguments: engines.indices)
    func `an image from a layout or an archive is loaded under the name that it has there`(index: Int) throws {
        let engine = try Self.engines[index].start()
        let name = registry.reference("team/app:1")
        try resolve.runChecked("pull", "-q", "--platform", "linux/arm64", "-o", "a.tar", name)
        registry.stop()
        let result = try pull(engine, "-q", "--platform", "linux/arm64", "oci-archive:a.tar")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try inspect(engine, name, "{{.Architecture}}") == "arm64")
    }

    // MARK: - What goes wrong

    @Test(arguments: engines.indices)
    func `an image that a check refuses is not sent`(index: Int) throws {
        let engine = try Self.engines[index].start()
        let builder = ImageBuilder()
        let program = try SampleProgram.file("hello", "busybox-arm64")
        registry.add(builder.image("linux/amd64", layers: [builder.layer([program])]), to: "false", tags: ["1"])
        let name = registry.reference("false:1")
        let result = try pull(engine, "--check", "--platform", "linux/amd64", name)
        #expect(result.status == 4, "\(result.errors)")
        #expect(try inspect(engine, name, "{{.Id}}") == nil)
        #expect(try pull(engine, "-q", "--platform", "linux/amd64", name).status == 0)
        #expect(try inspect(engine, name, "{{.Architecture}}") == "amd64")
    }

    @Test(.enabled(if: Dockerd.isPossible, "starts a Docker daemon, which needs root"))
    func `Docker before version 23 is not sent what it cannot load`() throws {
        let engine = try Self.docker()
        let builder = ImageBuilder()
        let layer = builder.layer([.file("etc/x", "x")], compression: .zstd)
        registry.add(builder.image("linux/amd64", layers: [layer]), to: "zstd", tags: ["1"])
        let result = try pull(engine, "--platform", "linux/amd64", registry.reference("zstd:1"))
        #expect(result.status == 11)
        #expect(result.errors.contains("is compressed with zstd, which Docker 20."), "\(result.errors)")
        #expect(try pull(try Self.podman(), "--platform", "linux/amd64", registry.reference("zstd:1")).status == 0)
    }

    @Test(arguments: engines.indices)
    func `a pull that is killed in the middle leaves nothing, and the next one completes it`(index: Int) throws {
        let engine = try Self.engines[index].start()
        let big = SampleImages.manyLayers(6, size: 300_000)
        registry.add(big, to: "big", tags: ["1"])
        let name = registry.reference("big:1")
        registry.misbehave(on: "/blobs/", .slow(bytesPerSecond: 900_000))
        var killed = resolve
        killed.environment = engine.variables
        var random = SeededGenerator.fromEnvironment("kills of pulls into \(engine.output)")
        for round in 0..<5 {
            registry.clearLog()
            let program = try killed.start(
                "pull", "--jobs", "1", "--platform", "linux/amd64", "-o", engine.output, name)
            usleep(UInt32.random(in: 200_000...1_600_000, using: &random))
            // At last when two layers are there: the config and the layers are requested one after the other.
            for _ in 0..<500 where round == 4 && blobRequests() < 4 && !program.hasEnded { usleep(20_000) }
            program.send(signal: SIGKILL)
            let result = program.wait()
            let isListed = try inspect(engine, name, "{{.Id}}") != nil
            #expect(!isListed || result.status == 0, "a half image is listed")
        }
        registry.behave()
        registry.clearLog()
        let last = try pull(engine, "--platform", "linux/amd64", name)
        #expect(last.status == 0, "\(last.errors)")
        #expect(try inspect(engine, name, "{{.Architecture}}") == "amd64")
        let sent = registry.requests(to: "/blobs/").reduce(0) { $0 + $1.bytesSent }
        #expect(sent < 6 * 300_000, "what had arrived is not fetched again")
    }

    @Test func `an engine that dies in the middle ends the pull, and a new one gets the image`() throws {
        let podman = try PodmanService()
        var engine = try Self.podman()
        registry.add(SampleImages.manyLayers(4, size: 400_000), to: "big", tags: ["1"])
        let name = registry.reference("big:1")
        registry.misbehave(on: "/blobs/", .slow(bytesPerSecond: 80_000))
        var dying = resolve
        dying.environment = ["CONTAINER_HOST": podman.host]
        let program = try dying.start("pull", "--platform", "linux/amd64", "-o", "podman", name)
        usleep(3_500_000)
        podman.kill()
        let result = program.wait()
        #expect(result.status == 9)
        #expect(result.errors.contains("podman at \(podman.host): the connection ended "), "\(result.errors)")
        #expect(result.errors.contains("run it again to resume"))
        registry.behave()
        #expect(try pull(engine, "--platform", "linux/amd64", name).status == 0)
        #expect(try inspect(engine, name, "{{.Architecture}}") == "amd64")
        engine = try Self.podman()
        #expect(try inspect(engine, name, "{{.Architecture}}") == nil)
    }

    @Test func `an engine that cannot be reached is one sentence, before any layer is fetched`() throws {
        let home = resolve.home
        try home.write("file", "")
        let cases: [(output: String, variables: [String: String], status: Int32, sentence: String)] = [
            ("docker", ["DOCKER_HOST": "unix:///none.sock"], 9, "docker at unix:///none.sock: there is no such socket"),
            ("docker", ["DOCKER_HOST": "unix://" + home.file("file")], 9, "the path is not a socket"),
            ("docker", ["DOCKER_HOST": "ssh://core@vm.example"], 11, "not asked: ssh:// is not supported"),
            ("docker", ["DOCKER_CONTEXT": "away"], 6, "there is no such Docker context"),
            ("docker", ["DOCKER_HOST": "tcp://127.0.0.1:1"], 9, "docker at tcp://127.0.0.1:1: "),
            (
                "podman", ["CONTAINER_HOST": "unix:///none.sock"], 9,
                "podman at unix:///none.sock: there is no such socket"
            ),
        ]
        for (output, variables, status, sentence) in cases {
            registry.clearLog()
            var resolve = resolve
            resolve.environment = variables
            let result = try resolve.run(
                "pull", "--platform", "linux/amd64", "-o", output, registry.reference("team/app:1"))
            #expect(result.status == status, "\(result.errors)")
            #expect(result.errors.contains(sentence), "\(result.errors)")
            #expect(result.errors.contains("-o - writes the archive to stdout") || status == 6)
            #expect(!result.errors.contains("core@"))
            #expect(blobRequests() <= 1)
        }
    }

    @Test(.enabled(if: getuid() == 0, "gives up the rights of root"))
    func `a socket without permission names its group`() throws {
        let docker = try PodmanService()
        let path = String(docker.host.dropFirst("unix://".count))
        chmod((path as NSString).deletingLastPathComponent, 0o755)
        chmod(resolve.home.path, 0o777)
        let command = [
            "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", try ResolveBinary.path(), "pull",
            "--platform", "linux/amd64", "-o", "docker", registry.reference("team/app:1"),
        ]
        let result = try run(
            command[0], Array(command.dropFirst()),
            environment: TestEnvironment.clean(home: resolve.home.path, adding: ["DOCKER_HOST": docker.host]))
        #expect(result.status == 10, "\(result.errors)")
        #expect(result.errors.contains("no permission: the socket is open to"), "\(result.errors)")
    }
}
