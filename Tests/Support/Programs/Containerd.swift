/// A containerd of its own, with nothing in it, that unpacks images.
public final class Containerd: Sendable {
    /// The socket that `ctr` reads from `CONTAINERD_ADDRESS`.
    public let socket: String
    private let folder: TemporaryFolder
    private let program: BackgroundProgram

    /// Starts it, and waits until it takes orders. Its files are under `parent` or the system's place for such.
    public init(in parent: String? = nil) throws {
        folder = try TemporaryFolder(in: parent)
        socket = folder.file("containerd.sock")
        let settings = """
            version = 2
            root = "\(folder.file("root"))"
            state = "\(folder.file("state"))"
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
            [grpc]
            address = "\(socket)"
            """
        program = try BackgroundProgram("containerd", ["--config", folder.write("config.toml", settings)])
        try program.waitForLine(containing: "containerd successfully booted", in: .stderr)
    }

    /// What it has written to its log.
    public var log: String { program.errors }

    /// Ends it, with its socket.
    public func stop() { _ = program.stop() }

    deinit { stop() }
}
