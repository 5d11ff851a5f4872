import Foundation
import TestSupport

/// The daemon of an engine, whose time and memory count for the pulls that it does.
///
/// What it mounts is seen by itself alone.
final class EngineDaemon: Sendable {
    private let program: BackgroundProgram

    /// Starts `command`, and waits until it writes a line with `text`.
    init(_ command: Command, until text: String) throws {
        let own = ["--mount", "--propagation", "private", command.program]
        program = try BackgroundProgram("unshare", own + command.arguments)
        try program.waitForLine(containing: text, in: .stderr)
    }

    deinit { program.stop() }

    /// What it has used until now.
    var usage: DaemonUsage {
        let files = ["stat", "status"].map { name in
            (try? String(contentsOfFile: "/proc/\(program.pid)/\(name)", encoding: .utf8)) ?? ""
        }
        return DaemonUsage(stat: files[0], status: files[1], ticksPerSecond: sysconf(Int32(_SC_CLK_TCK)))
    }

    /// A containerd with nothing in it, in `folder`.
    static func containerd(in folder: String) throws -> EngineDaemon {
        let settings = """
            version = 2
            root = "\(folder)/root"
            state = "\(folder)/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
            [grpc]
            address = "\(containerdSocket(in: folder))"
            """
        let file = folder + "/config.toml"
        try settings.write(toFile: file, atomically: false, encoding: .utf8)
        return try EngineDaemon(Command("containerd", ["--config", file]), until: "containerd successfully booted")
    }

    /// Its socket.
    static func containerdSocket(in folder: String) -> String { folder + "/c.sock" }

    /// A Docker daemon with nothing in it, in `folder`.
    static func docker(in folder: String) throws -> EngineDaemon {
        let settings = folder + "/daemon.json"
        try "{}".write(toFile: settings, atomically: false, encoding: .utf8)
        let paths = ["--data-root", "\(folder)/data", "--exec-root", "\(folder)/exec", "--pidfile", "\(folder)/pid"]
        let network = ["--iptables=false", "--ip6tables=false", "--bridge=none"]
        let driver = Overlay.isPossible ? "overlay2" : "vfs"
        return try EngineDaemon(
            Command(
                "dockerd",
                ["--config-file", settings, "-H", dockerSocket(in: folder), "--storage-driver", driver] + network
                    + paths),
            until: "API listen on")
    }

    /// The value of `DOCKER_HOST`.
    static func dockerSocket(in folder: String) -> String { "unix://\(folder)/d.sock" }
}

/// What a daemon has used so far.
struct DaemonUsage: Equatable, Sendable {
    /// User and system time, its own and that of the programs it has waited for.
    var processorSeconds = 0.0
    /// The most memory that it held at once.
    var peakKibibytes = 0

    init(processorSeconds: Double = 0, peakKibibytes: Int = 0) {
        (self.processorSeconds, self.peakKibibytes) = (processorSeconds, peakKibibytes)
    }

    /// Reads `/proc/PID/stat` and `/proc/PID/status`; proc(5).
    init(stat: String, status: String, ticksPerSecond: Int) {
        // The name of the program, in parentheses, may hold anything.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        if fields.count > 15 {
            processorSeconds =
                Double(fields[11...14].compactMap { Int($0) }.reduce(0, +)) / Double(max(1, ticksPerSecond))
        }
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        peakKibibytes = line.flatMap { Int($0.filter(\.isNumber)) } ?? 0
    }
}

/// Whether this process can mount overlay file systems, in a mount namespace of its own.
enum Overlay {
    static let isPossible: Bool = {
        guard let folder = try? TemporaryFolder() else { return false }
        let mount = """
            mount -t tmpfs none . && cd "$PWD" && mkdir l u w m &&
            mount -t overlay overlay -o lowerdir=l,upperdir=u,workdir=w m
            """
        let result = try? run(
            "unshare", ["--mount", "--propagation", "private", "sh", "-c", mount], directory: folder.path)
        return result?.status == 0
    }()
}
