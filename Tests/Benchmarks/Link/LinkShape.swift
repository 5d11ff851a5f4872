/// What a link does to what passes it.
struct LinkShape: Equatable, Sendable {
    /// The time a byte is under way, each way.
    var oneWayMilliseconds = 0.0
    /// What one connection carries towards the client; nil: as much as comes.
    var bytesPerSecondPerConnection: Double?
    /// What all connections together carry towards the client; nil: as much as comes.
    var bytesPerSecondShared: Double?

    /// A link that only counts.
    static let plain = LinkShape()

    /// A link with a round trip of this length.
    static func roundTrip(milliseconds: Double) -> LinkShape {
        LinkShape(oneWayMilliseconds: milliseconds / 2)
    }

    /// The delay each way.
    var oneWayNanoseconds: Int64 { Int64(oneWayMilliseconds * 1_000_000) }

    /// When bytes that the client sent at `now` reach the server, over a connection that was accepted at `accepted`.
    ///
    /// Loopback connects at once; over a link the client could have sent nothing before the handshake's round trip.
    func arrivalAtServer(sentAt now: Int64, acceptedAt accepted: Int64) -> Int64 {
        max(now, accepted + 2 * oneWayNanoseconds) + oneWayNanoseconds
    }

    /// When bytes that the server sent at `now` reach the client.
    func arrivalAtClient(sentAt now: Int64) -> Int64 {
        now + oneWayNanoseconds
    }
}
