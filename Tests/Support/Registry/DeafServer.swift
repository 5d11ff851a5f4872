import Foundation

/// A port of this machine that takes no connection and refuses none: who connects waits for as long as he likes.
public final class DeafServer: Sendable {
    /// The port.
    public let port: Int
    private let sockets: [Int32]

    /// Fills the queue of a port where nobody ever takes a connection out of it.
    public init() throws {
        let (listener, port) = try Sockets.listen(on: "127.0.0.1")
        #if canImport(Glibc)
            _ = Glibc.listen(listener, 0)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            _ = Darwin.listen(listener, 0)
            let kind = SOCK_STREAM
        #endif
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var sockets = [listener]
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                _ = getsockname(listener, name, &length)
                for _ in 0..<4 {
                    let client = socket(AF_INET, kind, 0)
                    _ = fcntl(client, F_SETFL, O_NONBLOCK)
                    _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                    _ = connect(client, name, length)
                    sockets.append(client)
                }
            }
        }
        self.port = port
        self.sockets = sockets
    }

    deinit { for descriptor in sockets { close(descriptor) } }
}
