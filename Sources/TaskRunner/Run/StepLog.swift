import ProgramRunner
import Synchronization

/// The log of one step: passes on its lines without secrets, from any thread.
final class StepLog: Sendable {
    private let splitters = Mutex<[ProgramStream: LineSplitter]>([:])
    private let write: @Sendable (String) -> Void

    init(redactor: Redactor, write: @escaping @Sendable (String) -> Void) {
        self.write = { write(redactor.redacted($0)) }
    }

    /// Adds the output of a program.
    func add(_ stream: ProgramStream, _ bytes: [UInt8]) {
        for line in splitters.withLock({ $0[stream, default: LineSplitter()].lines(bytes) }) { write(line) }
    }

    /// Adds a line of this program's own.
    func add(line text: String) { write(text) }

    /// Writes the last lines if they do not end with a line break.
    func finish() {
        for stream in [ProgramStream.output, .error] {
            if let line = splitters.withLock({ $0[stream]?.end() ?? nil }) { write(line) }
        }
    }
}

/// Splits the output of a program into lines.
struct LineSplitter {
    /// The longest line that is kept in memory; a longer one is split there.
    private static let limit = 16_384

    private var rest: [UInt8] = []

    /// The lines that `bytes` complete. A carriage return ends a line too, and empty lines are left out.
    mutating func lines(_ bytes: [UInt8]) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            if byte == 0x0A || byte == 0x0D {
                if let line = end() { lines.append(line) }
            } else {
                rest.append(byte)
                if rest.count >= Self.limit, let line = end() { lines.append(line) }
            }
        }
        return lines
    }

    /// The rest of the output, after the last line break.
    mutating func end() -> String? {
        guard !rest.isEmpty else { return nil }
        defer { rest = [] }
        return String(decoding: rest, as: UTF8.self)
    }
}
