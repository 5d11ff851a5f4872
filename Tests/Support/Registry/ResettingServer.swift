import Foundation

/// A loopback server that accepts every connection and resets it at once: the broken half of a network.
public final class ResettingServer: Sendable {
    private let listener: Int32

    /// Starts on `address`, at a port that is free there.
    public init(address: String, port: Int) throws {
        listener = try Sockets.listen(on: address, port: port).descriptor
        let listener = listener
        Thread.detachNewThread {
            var watched = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            // It ends when the listener has been shut down.
            while poll(&watched, 1, -1) > 0, watched.revents & Int16(POLLHUP) == 0 {
                guard let descriptor = Sockets.nextConnection(listener) else { continue }
                Sockets.resetOnClose(descriptor)
                close(descriptor)
            }
            close(listener)
        }
    }

    deinit { Sockets.end(listener) }
}
