import Foundation
import Synchronization
import TestSupport

/// A slow link to a server on this machine: it listens on a port of its own, and hands everything on as the link's shape
/// says. It takes no more connections when the value goes.
final class LinkForwarder: Sendable {
    /// The port to connect to.
    let port: Int
    private let door: Door

    /// A link to `server`, a port of 127.0.0.1.
    init(to server: Int, shape: LinkShape) throws {
        let (listener, port) = try Sockets.listen(on: "127.0.0.1")
        self.port = port
        let door = Door(listener: listener, server: server, shape: shape)
        self.door = door
        Thread.detachNewThread { door.admit() }
    }

    deinit { door.close() }

    /// The bytes that have passed, both ways.
    var bytes: Int { door.load.bytes }

    /// Where connections come in.
    private final class Door: Sendable {
        let load: LinkLoad
        private let listener: Int32
        private let server: Int
        private let shape: LinkShape
        private let isClosed = Atomic<Bool>(false)

        init(listener: Int32, server: Int, shape: LinkShape) {
            self.listener = listener
            self.server = server
            self.shape = shape
            load = LinkLoad(shape)
        }

        deinit { _ = Foundation.close(listener) }

        /// Takes connections until the door is closed.
        func admit() {
            while !isClosed.load(ordering: .relaxed) {
                guard let client = Sockets.nextConnection(listener) else { continue }
                guard let upstream = try? LinkSockets.connect(to: server) else {
                    _ = Foundation.close(client)
                    continue
                }
                LinkConnection(client: client, server: upstream, shape: shape, load: load).start()
            }
        }

        func close() {
            isClosed.store(true, ordering: .relaxed)
            Sockets.end(listener)
        }
    }
}
