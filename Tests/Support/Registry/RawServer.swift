import Foundation

/// A loopback server that answers every connection's first request with the same bytes, whatever they are, and closes.
public final class RawServer: Sendable {
    /// The port it was given.
    public let port: Int
    private let listener: Int32
    private let reply: [UInt8]

    /// Starts to answer with `reply`.
    public init(reply: [UInt8]) throws {
        (listener, port) = try Sockets.listen(on: "127.0.0.1")
        self.reply = reply
        let (listener, reply) = (listener, reply)
        Thread.detachNewThread {
            var watched = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            // It ends when the listener has been shut down.
            while poll(&watched, 1, -1) > 0, watched.revents & Int16(POLLHUP) == 0 {
                guard let descriptor = Sockets.nextConnection(listener) else { continue }
                let connection = Connection(descriptor: descriptor)
                if connection.nextRequest() != nil { _ = connection.send(reply[...]) }
                Sockets.end(descriptor)
                close(descriptor)
            }
            close(listener)
        }
    }

    /// Starts to answer with `text`, whose line breaks become those of HTTP.
    public convenience init(text: String) throws {
        try self.init(reply: Array(text.replacingOccurrences(of: "\n", with: "\r\n").utf8))
    }

    deinit { Sockets.end(listener) }

    /// Host and port.
    public var authority: String { "127.0.0.1:\(port)" }
}
