import ImageModel
import ImageResolver

/// What stderr shows while a command runs: progress and messages, with a redrawn region on a terminal.
///
/// It performs no I/O; each call returns the text to write.
package struct EventDisplay: Sendable {
    private var progress: any ProgressRendering
    private let messages: Messages
    private var region = LiveRegion()
    /// The warnings that `--quiet` withholds, each once.
    private var withheld: [String] = []
    /// The cause of the last retry of each request, which the next lines about it need not repeat; `nil` for events in JSON.
    private var causes: [String: String]?

    /// A display with this style of progress, and the messages that the output options select.
    package init(_ style: ProgressStyle, mode: OutputMode) {
        self.init(
            style,
            messages: Messages(mode.verbosity(with: style), isStructured: style.isStructured(with: mode)))
    }

    init(_ style: ProgressStyle, messages: Messages) {
        self.messages = messages
        causes = if case .json = style { nil } else { [:] }
        progress =
            switch style {
            case .none: NoProgress(showsRetries: false)
            case .retries: NoProgress(showsRetries: true)
            case .plain: PlainProgress()
            case .bars(let isColored): BarProgress(isColored: isColored)
            case .json: JSONProgress()
            }
    }

    /// Whether an event changes anything that is shown, now or later.
    package func isShown(_ event: ResolverEvent) -> Bool {
        progress.follows(event) || !messages.lines(for: event).isEmpty || messages.withheld(event) != nil
    }

    /// The text to write for an event.
    package mutating func text(for event: ResolverEvent, at now: Int64) -> String {
        if let line = messages.withheld(event), !withheld.contains(line) { withheld.append(line) }
        let lines = messages.lines(for: event) + progress.lines(for: withoutKnownCause(event), at: now)
        return lines.isEmpty ? "" : region.text(adding: lines, frame: region.frame)
    }

    /// A retry for the same cause as the one before, without it; any other event is unchanged.
    private mutating func withoutKnownCause(_ event: ResolverEvent) -> ResolverEvent {
        guard causes != nil, case .retried(let digest, let what, let reason, let delay, let attempt) = event else {
            return event
        }
        let subject = "\(what) \(digest?.description ?? "")"
        guard attempt > 1, causes?[subject] == reason else {
            causes?[subject] = reason
            return event
        }
        return .retried(digest: digest, what: what, reason: "", afterMilliseconds: delay, attempt: attempt)
    }

    /// The text to write at regular intervals; bars are redrawn.
    package mutating func text(at now: Int64, width: Int, height: Int) -> String {
        let lines = progress.lines(at: now)
        return region.text(adding: lines, frame: progress.frame(at: now, width: width, height: height))
    }

    /// The text to write when an image is complete; removes the bars until they are next drawn.
    package mutating func text(for image: FinishedImage) -> String {
        region.text(adding: progress.lines(for: image), frame: [])
    }

    /// The text to write when the command fails: the warnings that `--quiet` has withheld, which may say why.
    package mutating func textForFailure() -> String {
        defer { withheld = [] }
        return withheld.isEmpty ? "" : region.text(adding: withheld, frame: [])
    }

    /// The text that removes the bars until they are next drawn.
    package mutating func erasure() -> String {
        region.erasure()
    }
}

/// Warnings, notes and the requests of `--verbose`.
struct Messages: Sendable {
    private let verbosity: Verbosity
    private let isStructured: Bool

    /// Messages as sentences, or as JSON objects if `isStructured`.
    init(_ verbosity: Verbosity, isStructured: Bool) {
        self.verbosity = verbosity
        self.isStructured = isStructured
    }

    /// The lines for an event; most events have none.
    func lines(for event: ResolverEvent) -> [String] {
        switch event {
        case .warning(let text) where verbosity >= .warnings: [line("warning", key: "message", text)]
        case .note(let text) where verbosity >= .notes: [line("note", key: "message", text)]
        case .request(let text) where verbosity >= .requests: [line("request", key: "line", text())]
        case .warning, .note, .request: []
        case .resolved, .layersStarted, .blobStarted, .blobProgressed, .blobDone, .retried: []
        case .unpackingStarted, .layerUnpacking, .filesWritten, .layerUnpacked: []
        }
    }

    /// The line for a warning that is not shown now; `nil` for any other event.
    func withheld(_ event: ResolverEvent) -> String? {
        guard case .warning(let text) = event, verbosity < .warnings else { return nil }
        return line("warning", key: "message", text)
    }

    private func line(_ kind: String, key: String, _ text: String) -> String {
        guard !isStructured else { return JSONValue.object(["event": .text(kind), key: .text(text)]).line }
        return kind == "request" ? Shown.sentence(text) : "resolve: \(kind): \(Shown.sentence(text))"
    }
}

/// The lines at the bottom of a terminal that are redrawn in place.
struct LiveRegion {
    /// The lines on the screen that the next drawing replaces.
    private(set) var frame: [String] = []

    /// Moves to the first column of the region's first line, and clears the screen from there.
    private var clearing: String {
        frame.isEmpty ? "" : "\u{1B}[\(frame.count)A\r\u{1B}[J"
    }

    /// The text that adds permanent `lines` and draws `frame` below them.
    mutating func text(adding lines: [String], frame: [String]) -> String {
        guard !lines.isEmpty || frame != self.frame else { return "" }
        let text = clearing + (lines + frame).map { $0 + "\n" }.joined()
        self.frame = frame
        return text
    }

    /// The text that removes the region from the screen.
    mutating func erasure() -> String {
        let text = clearing
        frame = []
        return text
    }
}
