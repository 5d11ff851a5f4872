import RegistryProtocol
import Transport

/// Gives a good answer's bytes to an inner sink, and keeps the short body of any other answer itself.
///
/// A redirect, a challenge or an error is for the session to understand; the inner sink never sees one.
final class AnswerSink<Inner: TransferSink>: TransferSink {
    /// What an answer came to.
    struct Output: Sendable {
        /// What the inner sink made of a good answer; `nil` for any other.
        let inner: Inner.Output?
        /// The body of any other answer, up to a limit.
        let explanation: [UInt8]
    }

    private let makeInner: () -> Inner
    private var inner: Inner?
    private var valve: TransferValve?
    private var explanation = BodyCollector(limit: ErrorBody.mostBytes)

    /// Makes the inner sink when a good answer comes.
    init(_ makeInner: @escaping () -> Inner) {
        self.makeInner = makeInner
    }

    func begin(valve: TransferValve) {
        self.valve = valve
    }

    func hasRoom(for count: Int) -> Bool {
        inner?.hasRoom(for: count) ?? true
    }

    func receive(head: HTTPHead) -> Bool {
        guard (200...299).contains(head.status) else { return true }
        let inner = makeInner()
        self.inner = inner
        if let valve { inner.begin(valve: valve) }
        return inner.receive(head: head)
    }

    func receive(body: UnsafeRawBufferPointer) -> Bool {
        inner?.receive(body: body) ?? explanation.receive(body: body)
    }

    func finish() -> Output {
        Output(inner: inner?.finish(), explanation: explanation.finish().bytes)
    }
}
