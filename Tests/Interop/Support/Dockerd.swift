import Foundation
import TestSupport

/// A Docker daemon of its own, with nothing in it, that stores images in plain directories.
final class Dockerd: Sendable {
    /// The value of `DOCKER_HOST`.
    let host: String
    private let folder: TemporaryFolder
    private let program: BackgroundProgram

    /// Starts it, and waits until it takes orders.
    init() throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        host = "unix://" + folder.file("docker.sock")
        let paths = ["--data-root", "root", "--exec-root", "exec", "--pidfile", "pid"].map {
            $0.hasPrefix("--") ? $0 : folder.file($0)
        }
        let program = try BackgroundProgram(
            FileManager.default.isExecutableFile(atPath: "/usr/sbin/dockerd") ? "/usr/sbin/dockerd" : "dockerd",
            ["-H", host, "--iptables=false", "--ip6tables=false", "--bridge=none", "--storage-driver=vfs"] + paths)
        try program.waitForLine(containing: "API listen on", in: .stderr)
        self.program = program
    }

    deinit { _ = program.stop() }

    /// Whether a daemon can be started here: it needs root and its own control groups.
    static let isPossible: Bool = (try? Dockerd()) != nil
}
