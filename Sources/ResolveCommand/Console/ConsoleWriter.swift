import CommandRendering
import ImageResolver

/// Puts messages on the streams, one after the other, with the progress display kept out of their way.
struct ConsoleWriter: Sendable {
    /// What stderr shows.
    private var display: EventDisplay
    /// Why stdout does not take any more, if that is so.
    private(set) var failure: StreamError?

    /// A writer with a display of its own.
    init(_ display: EventDisplay) {
        self.display = display
    }

    /// Writes one message.
    mutating func write(_ message: ConsoleMessage) {
        switch message {
        case .event(let event, let now): tell(display.text(for: event, at: now))
        case .tick(let now): tell(display.text(at: now, width: Terminal.width()))
        case .failure(let lines): tell(display.erasure() + lines.map { $0 + "\n" }.joined())
        case .finished(let image, let lines):
            tell(display.text(for: image))
            give(Array(lines.map { $0 + "\n" }.joined().utf8))
        case .result(let bytes):
            tell(display.erasure())
            give(bytes)
        }
    }

    /// Writes a result, a line an element.
    mutating func print(_ lines: [String]) {
        write(.result(Array(lines.map { $0 + "\n" }.joined().utf8)))
    }

    /// Takes the display off the terminal.
    mutating func finish() {
        tell(display.erasure())
    }

    /// Writes to stdout, and remembers the first failure.
    private mutating func give(_ bytes: [UInt8]) {
        guard failure == nil else { return }
        do throws(StreamError) {
            try StandardStream.output.write(bytes)
        } catch {
            failure = error
        }
    }

    /// Writes to stderr; that it fails, nobody could be told.
    private func tell(_ text: String) {
        guard !text.isEmpty else { return }
        try? StandardStream.error.write(text)
    }
}
