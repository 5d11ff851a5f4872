import Foundation
import TestSupport
import Testing

/// `resolve host --engines` with the engines themselves, each on a socket of its own.
@Suite(.serialized, .timeLimit(.minutes(5))) struct EngineInteropTests {
    private var resolve: Resolve

    init() throws {
        resolve = try Resolve()
        // Nothing below the directory that a user's own engines have their sockets in.
        resolve.environment["XDG_RUNTIME_DIR"] = resolve.home.path
    }

    /// The member `engines` for one socket; engines of this machine are left out.
    private func engine(at path: String) throws -> [String: Any] {
        let result = try resolve.run("host", "--engines", "--json")
        try #require(result.status == 0, "\(result.errors)")
        let report = try JSONSerialization.jsonObject(with: Data(result.stdout)) as? [String: Any]
        let engines = report?["engines"] as? [[String: Any]] ?? []
        return try #require(engines.first { $0["address"] as? String == "unix://" + path }, "\(result.output)")
    }

    /// The platform that `resolve host` finds, without its level.
    private func architecture() throws -> String {
        let words = try resolve.run("host").output.split { $0 == "/" || $0 == "\n" }
        return words.count > 1 ? String(words[1]) : ""
    }

    private func expectPlatform(of engine: [String: Any]) throws {
        let platform = engine["platform"] as? [String: Any]
        #expect(platform?["os"] as? String == "linux")
        #expect(platform?["architecture"] as? String == (try architecture()))
    }

    private func drivers(of engine: [String: Any]) -> [String] {
        (engine["stores"] as? [[String: Any]] ?? []).compactMap { $0["driver"] as? String }
    }

    @Test func `containerd says its platform, its version and the snapshotters that work`() throws {
        let containerd = try Containerd()
        var resolve = resolve
        resolve.environment["CONTAINERD_ADDRESS"] = containerd.socket
        let own = Self(resolve: resolve)
        let engine = try own.engine(at: containerd.socket)
        #expect(engine["kind"] as? String == "containerd")
        let version = try Tool.run("containerd", ["--version"]).output
        let words = version.split(separator: " ")
        try #require(words.count > 2)
        // `containerd github.com/containerd/containerd 1.6.20~ds1 …`, or `v2.1.4`.
        #expect(words[2].hasSuffix(engine["version"] as? String ?? "-"))
        #expect(own.drivers(of: engine).contains("native"))
        #expect(!own.drivers(of: engine).contains("devmapper"))
        try own.expectPlatform(of: engine)
    }

    @Test func `podman's service says its platform, its version and its graph driver`() throws {
        let socket = resolve.home.file("p.sock")
        let settings = try resolve.home.write(
            "storage.conf",
            "[storage]\ndriver = \"vfs\"\ngraphroot = \"\(resolve.home.file("graph"))\"\n"
                + "runroot = \"\(resolve.home.file("run"))\"\n")
        let registries = try resolve.home.write(
            "registries.conf",
            "[[registry]]\nprefix = \"docker.io\"\nlocation = \"docker.io\"\n"
                + "[[registry.mirror]]\nlocation = \"mirror.example/hub\"\n")
        let variables = TestEnvironment.clean(
            home: resolve.home.path,
            adding: ["CONTAINERS_STORAGE_CONF": settings, "CONTAINERS_REGISTRIES_CONF": registries])
        let service = try BackgroundProgram(
            "podman", ["system", "service", "--time=0", "unix://" + socket], environment: variables)
        defer { service.stop() }
        try Self.waitForSocket(socket)
        // Docker's variable may name podman's socket, and then the docker command uses podman.
        var resolve = resolve
        resolve.environment["DOCKER_HOST"] = "unix://" + socket
        resolve.environment["CONTAINER_HOST"] = "unix://" + socket
        let own = Self(resolve: resolve)
        let engine = try own.engine(at: socket)
        #expect(engine["kind"] as? String == "podman")
        #expect(engine["names"] as? [String] == ["DOCKER_HOST", "CONTAINER_HOST"])
        #expect(own.drivers(of: engine) == ["vfs"])
        #expect(engine["mirrors"] as? [String] == ["docker.io = mirror.example/hub"])
        let version = try Tool.run("podman", ["--version"]).output.split { $0 == " " || $0 == "\n" }.last
        #expect(engine["version"] as? String == version.map(String.init))
        try own.expectPlatform(of: engine)
        let text = try resolve.run("host", "--engines").output
        #expect(text.contains("the docker command uses podman at unix://\(socket)"))
        #expect(text.contains("podman at unix://\(socket): mirrors docker.io = mirror.example/hub"))
    }

    @Test func `Docker's daemon says its platform, its graph driver and its mirrors`() throws {
        let home = resolve.home
        let socket = home.file("d.sock")
        // A daemon of its own needs the rights of root, and a mount namespace with control groups in it.
        let start = """
            mount -t cgroup2 none /sys/fs/cgroup 2>/dev/null
            exec dockerd --data-root \(home.file("root")) --exec-root \(home.file("exec")) -H unix://\(socket) \
            -p \(home.file("pid")) --iptables=false --ip6tables=false --bridge=none --storage-driver vfs \
            --registry-mirror https://mirror.example --insecure-registry old.example
            """
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/sbin"
        var variables = TestEnvironment.clean(home: home.path)
        variables["PATH"] = path
        let daemon = try BackgroundProgram(
            "unshare", ["-m", "--propagation", "private", "sh", "-c", start], environment: variables)
        defer { daemon.stop() }
        do {
            try daemon.waitForLine(containing: "API listen on", in: .stderr)
        } catch {
            // Not everybody may start a daemon; `EngineAnswerTests` reads the recorded answers everywhere.
            print("dockerd does not start here, so its own answers were not compared: \(daemon.errors.suffix(300))")
            return
        }
        var resolve = resolve
        resolve.environment["DOCKER_HOST"] = "unix://" + socket
        resolve.environment["DOCKER_DEFAULT_PLATFORM"] = "linux/s390x"
        let own = Self(resolve: resolve)
        let engine = try own.engine(at: socket)
        #expect(engine["kind"] as? String == "docker")
        #expect(own.drivers(of: engine) == ["vfs"])
        #expect(engine["mirrors"] as? [String] == ["https://mirror.example/"])
        #expect((engine["insecureRegistries"] as? [String])?.contains("old.example") == true)
        #expect(engine["selected"] as? Bool == true)
        try own.expectPlatform(of: engine)
        let text = try resolve.run("host", "--engines").output
        #expect(text.contains("DOCKER_DEFAULT_PLATFORM requests linux/s390x, and docker at unix://\(socket) runs"))
    }

    @Test func `an engine that may not be asked is one line, and the exit status is 0`() throws {
        let home = resolve.home
        let socket = home.file("p.sock")
        let listener = try BackgroundProgram("podman", ["system", "service", "--time=0", "unix://" + socket])
        defer { listener.stop() }
        try Self.waitForSocket(socket)
        chmod(socket, 0o660)
        let prefix = getuid() == 0 ? ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] : []
        if prefix.isEmpty { chmod(socket, 0) }
        let command = prefix + [try ResolveBinary.path(), "host", "--engines"]
        let variables = TestEnvironment.clean(
            home: home.path,
            adding: [
                "DOCKER_HOST": "unix://" + socket, "CONTAINER_HOST": "ssh://core@vm.example/run/podman.sock",
                "CONTAINERD_ADDRESS": home.file("absent.sock"), "XDG_RUNTIME_DIR": home.path,
            ])
        let result = try TestSupport.run(command[0], Array(command.dropFirst()), environment: variables)
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.output.split(separator: "\n").filter { $0.contains("): ") }
        #expect(
            lines.contains { $0.contains("docker at unix://\(socket) (DOCKER_HOST, used by docker): no permission") })
        #expect(lines.contains { $0.hasSuffix("(CONTAINER_HOST): not asked: ssh:// is not supported") })
        #expect(lines.contains { $0.hasSuffix("(CONTAINERD_ADDRESS): there is no such socket") })
        #expect(!result.output.contains("core@"))
    }

    private init(resolve: Resolve) {
        self.resolve = resolve
    }

    private static func waitForSocket(_ path: String) throws {
        for _ in 0..<400 where !FileManager.default.fileExists(atPath: path) { usleep(50_000) }
        try #require(FileManager.default.fileExists(atPath: path))
    }
}
