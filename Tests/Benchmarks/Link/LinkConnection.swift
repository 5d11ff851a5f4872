import Foundation
import TestSupport

/// One connection through a link: four threads, two for each way, of which one reads and one writes when it is time.
///
/// The sockets are closed when the last thread has let go of the connection.
final class LinkConnection: Sendable {
    private let client: Int32
    private let server: Int32
    private let shape: LinkShape
    private let load: LinkLoad
    private let accepted = LinkClock.now
    // Two mebibytes each way: more than is under way on any link that is tried here.
    private let upwards = LinkQueue(capacity: 32)
    private let downwards = LinkQueue(capacity: 32)

    /// Joins the two sockets, which it owns from now on.
    init(client: Int32, server: Int32, shape: LinkShape, load: LinkLoad) {
        self.client = client
        self.server = server
        self.shape = shape
        self.load = load
    }

    deinit {
        close(client)
        close(server)
    }

    /// Starts the threads, which keep the connection alive.
    func start() {
        Thread.detachNewThread { self.readClient() }
        Thread.detachNewThread { self.readServer() }
        Thread.detachNewThread { self.writeServer() }
        Thread.detachNewThread { self.writeClient() }
    }

    private func readClient() {
        while true {
            let bytes = LinkSockets.receive(client)
            let arrival = shape.arrivalAtServer(sentAt: LinkClock.now, acceptedAt: accepted)
            upwards.add(LinkQueue.Piece(bytes: bytes, arrival: arrival))
            guard !bytes.isEmpty else { return }
        }
    }

    private func readServer() {
        while true {
            let bytes = LinkSockets.receive(server)
            downwards.add(LinkQueue.Piece(bytes: bytes, arrival: shape.arrivalAtClient(sentAt: LinkClock.now)))
            guard !bytes.isEmpty else { return }
        }
    }

    private func writeServer() {
        write(from: upwards, to: server) { load.countToServer($0) }
    }

    private func writeClient() {
        var own = shape.bytesPerSecondPerConnection.map { Pace(bytesPerSecond: $0) }
        write(from: downwards, to: client) { count in
            let now = LinkClock.now
            let passage = load.passage(of: count, now: now)
            LinkClock.sleep(until: max(passage, own?.reserve(count, now: now) ?? now))
            load.countToClient(count)
        }
    }

    /// Hands on what arrives, each piece after `passing` it; when the other side takes no more, the rest goes nowhere.
    private func write(from queue: LinkQueue, to descriptor: Int32, passing: (Int) -> Void) {
        var isOpen = true
        while true {
            let piece = queue.next()
            guard !piece.bytes.isEmpty else { break }
            guard isOpen else { continue }
            LinkClock.sleep(until: piece.arrival)
            passing(piece.bytes.count)
            isOpen = LinkSockets.send(piece.bytes, to: descriptor)
            if !isOpen {
                Sockets.end(client)
                Sockets.end(server)
            }
        }
        shutdown(descriptor, Int32(SHUT_WR))
    }
}
