/// The turn of a pull among several into one output.
///
/// The images of a command are pulled at once, but begun in an archive, and listed in a layout, in the order of the command: the
/// result of two runs is the same.
struct PullTurn: Sendable {
    private let previous: Steps?
    private let own = Steps()

    /// The turns of `count` pulls.
    static func turns(_ count: Int) -> [PullTurn] {
        var turns: [PullTurn] = []
        for _ in 0..<count { turns.append(PullTurn(after: turns.last)) }
        return turns
    }

    private init(after previous: PullTurn?) {
        self.previous = previous?.own
    }

    /// Waits until the pull in front has begun its part of an archive, or has ended.
    func waitToBegin() async { await previous?.begun.wait() }

    /// Waits until the pull in front has ended.
    func waitToList() async { await previous?.ended.wait() }

    /// Waits until another image has failed, so that this one is not pulled.
    func waitToStop() async { await own.stopped.wait() }

    /// Records that the pull has begun its part of an archive.
    func begin() { own.begun.give() }

    /// Records that the pull has ended.
    func end() {
        own.begun.give()
        own.ended.give()
    }

    /// Ends the pull.
    func stop() { own.stopped.give() }

    /// What happens to one pull.
    private struct Steps: Sendable {
        let begun = Signal()
        let ended = Signal()
        let stopped = Signal()
    }
}

/// Something that happens once, and for which one task may wait.
private struct Signal: Sendable {
    private let stream: AsyncStream<Never>
    private let continuation: AsyncStream<Never>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: Never.self)
    }

    /// Makes it happen.
    func give() { continuation.finish() }

    /// Waits until it has happened, or until the task is cancelled.
    func wait() async {
        for await _ in stream {}
    }
}
