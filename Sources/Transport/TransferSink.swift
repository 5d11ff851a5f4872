import RegistryProtocol

/// Where the bytes of one response go.
///
/// A sink is made, fed and asked for its output on the loop's queue, so it needs no lock. What it does there holds up
/// every other transfer of the loop: it may write, but neither hash nor wait.
package protocol TransferSink: AnyObject, SendableMetatype {
    /// What is left of the response when it has ended.
    associatedtype Output: Sendable

    /// Takes the valve that lets the transfer go on after a pause.
    func begin(valve: TransferValve)

    /// Whether so many bytes may be handed over now; `false` pauses the transfer until the valve is opened.
    func hasRoom(for count: Int) -> Bool

    /// Takes the final status and headers; `false` ends the transfer.
    func receive(head: HTTPHead) -> Bool

    /// Takes the next bytes of the body, valid during the call; `false` ends the transfer.
    func receive(body: UnsafeRawBufferPointer) -> Bool

    /// Ends the response, whole or not, and gives what it came to.
    func finish() -> Output
}

extension TransferSink {
    /// A sink that never pauses needs no valve.
    package func begin(valve: TransferValve) {}

    /// There is always room.
    package func hasRoom(for count: Int) -> Bool { true }
}

/// Gathers a small body in memory, up to a limit.
package final class BodyCollector: TransferSink {
    private let limit: Int
    private var bytes: [UInt8] = []
    private var isTooLong = false

    /// Gathers at most `limit` bytes; a longer body ends the transfer.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Accepts every response.
    package func receive(head: HTTPHead) -> Bool {
        true
    }

    /// Gathers `body`, unless it passes the limit.
    package func receive(body: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count + body.count <= limit else {
            isTooLong = true
            return false
        }
        bytes.append(contentsOf: body)
        return true
    }

    /// The bytes, and whether there were more than the limit.
    package func finish() -> CollectedBody {
        CollectedBody(bytes: bytes, isTooLong: isTooLong)
    }
}

/// A body held in memory.
package struct CollectedBody: Sendable {
    /// The bytes that came, at most the limit.
    package let bytes: [UInt8]
    /// Whether the body went on past the limit.
    package let isTooLong: Bool
}
