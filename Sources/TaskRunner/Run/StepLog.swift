import ProgramRunner
import Synchronization

/// The lines of one step on their way to whoever shows them, from any thread.
final class StepLog: Sendable {
    private let splitters = Mutex<[ProgramStream: LineSplitter]>([:])
    private let say: @Sendable (String) -> Void

    /// Hands lines to `say`, without secrets.
    init(redactor: Redactor, say: @escaping @Sendable (String) -> Void) {
        self.say = { say(redactor.redacted($0)) }
    }

    /// Takes what a program writes.
    func take(_ stream: ProgramStream, _ bytes: [UInt8]) {
        for line in splitters.withLock({ $0[stream, default: LineSplitter()].lines(bytes) }) { say(line) }
    }

    /// Says a line of our own.
    func line(_ text: String) { say(text) }

    /// Says what is left without a line's end.
    func finish() {
        for stream in [ProgramStream.output, .error] {
            if let line = splitters.withLock({ $0[stream]?.end() ?? nil }) { say(line) }
        }
    }
}
