/// A containerd of its own, with nothing in it, that unpacks images.
public final class Containerd: Sendable {
    /// Which mounts it sees.
    public enum Mounts: Sendable {
        /// Those of the machine.
        case all
        /// A copy of them, to which it adds unseen by other programs; that needs root.
        case own
    }

    /// The socket that `ctr` reads from `CONTAINERD_ADDRESS`.
    public let socket: String
    /// Words before a program that is to see the same mounts.
    public let entering: [String]
    private let folder: TemporaryFolder
    private let program: BackgroundProgram

    /// Starts it, and waits until it takes orders. Its files are under `parent` or the system's place for such.
    public init(in parent: String? = nil, mounts: Mounts = .all) throws {
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
        let command = ["containerd", "--config", try folder.write("config.toml", settings)]
        switch mounts {
        case .all:
            program = try BackgroundProgram(command[0], Array(command.dropFirst()))
            entering = []
        case .own:
            program = try BackgroundProgram("unshare", ["--mount", "--propagation", "private"] + command)
            entering = ["nsenter", "--target", "\(program.pid)", "--mount"]
        }
        try program.waitForLine(containing: "containerd successfully booted", in: .stderr)
    }

    /// What it has written to its log.
    public var log: String { program.errors }

    /// Sends it a signal.
    public func send(signal: Int32) { program.send(signal: signal) }

    /// Ends it, with its socket.
    public func stop() { _ = program.stop() }

    deinit { stop() }
}
