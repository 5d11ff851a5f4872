import Foundation

/// A port of this machine that refuses connections: it is taken as long as the value exists, and nothing listens on it.
public final class ClosedPort: Sendable {
    /// Host and port, as they stand in a reference: `127.0.0.1:5000`.
    public let authority: String
    private let descriptor: Int32

    /// Takes a free port.
    public init() throws {
        let (descriptor, port) = try Sockets.reserve(on: "127.0.0.1")
        self.descriptor = descriptor
        authority = "127.0.0.1:\(port)"
    }

    deinit { close(descriptor) }
}
