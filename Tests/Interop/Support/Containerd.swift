import Foundation
import TestSupport

/// A containerd of its own, with nothing in it, that unpacks images.
final class Containerd: Sendable {
    /// The socket that `ctr` reads from `CONTAINERD_ADDRESS`.
    let socket: String
    private let folder: TemporaryFolder
    private let program: BackgroundProgram

    /// Starts it, and waits until it takes orders.
    init() throws {
        folder = try TemporaryFolder()
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

    deinit { _ = program.stop() }
}
