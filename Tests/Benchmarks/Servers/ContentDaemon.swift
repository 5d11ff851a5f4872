import Foundation
import TestSupport

/// A containerd of its own, with nothing in it, and no more of its services than fetching needs.
final class ContentDaemon: Sendable {
    private let program: BackgroundProgram

    /// Starts it in `folder`, and waits until it takes orders.
    init(in folder: String) throws {
        let file = folder + "/config.toml"
        try Self.settings(folder: folder).write(toFile: file, atomically: false, encoding: .utf8)
        program = try BackgroundProgram("containerd", ["--config", file, "--log-level", "info"])
        try program.waitForLine(containing: "containerd successfully booted", in: .stderr)
    }

    deinit { program.stop() }

    /// The socket that `ctr` speaks to.
    static func socket(in folder: String) -> String { folder + "/ctr.sock" }

    private static func settings(folder: String) -> String {
        """
        version = 2
        root = "\(folder)/root"
        state = "\(folder)/state"
        disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
        [grpc]
        address = "\(socket(in: folder))"
        """
    }
}
