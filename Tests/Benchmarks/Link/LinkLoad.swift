import Synchronization

/// What the connections of one link share: the rate, and the count of bytes.
final class LinkLoad: Sendable {
    private let pace: Mutex<Pace?>
    private let toClients = Atomic<Int>(0)
    private let toServer = Atomic<Int>(0)

    /// The load of a link with this shape.
    init(_ shape: LinkShape) {
        pace = Mutex(shape.bytesPerSecondShared.map { Pace(bytesPerSecond: $0) })
    }

    /// When `count` bytes that are to pass at `now` have passed, of all that share the rate.
    func passage(of count: Int, now: Int64) -> Int64 {
        pace.withLock { $0?.reserve(count, now: now) ?? now }
    }

    /// Counts bytes handed to a client.
    func countToClient(_ bytes: Int) {
        toClients.add(bytes, ordering: .relaxed)
    }

    /// Counts bytes handed to the server.
    func countToServer(_ bytes: Int) {
        toServer.add(bytes, ordering: .relaxed)
    }

    /// The bytes of both ways so far.
    var bytes: Int { toClients.load(ordering: .relaxed) + toServer.load(ordering: .relaxed) }
}
