import ImageResolver

/// Warnings, notes and the requests of `--verbose`: what stands on stderr beside progress and errors.
package struct Remarks: Sendable {
    /// Which remarks are told, each level with those before it.
    package enum Loudness: Int, Comparable, Sendable {
        /// None: `--quiet`.
        case silent
        /// Warnings alone: notes would stand in the way of a program that reads stderr.
        case warnings
        /// Warnings and notes.
        case ordinary
        /// Requests too: `--verbose`.
        case all

        /// Whether `first` tells less than `second`.
        package static func < (first: Loudness, second: Loudness) -> Bool {
            first.rawValue < second.rawValue
        }
    }

    /// Which remarks are told.
    private let loudness: Loudness
    /// Whether a remark is a JSON object rather than a sentence.
    private let isStructured: Bool

    /// Remarks of this loudness, for programs or for people.
    package init(_ loudness: Loudness, isStructured: Bool) {
        self.loudness = loudness
        self.isStructured = isStructured
    }

    /// The lines of an event, of which most have none.
    func lines(for event: ResolverEvent) -> [String] {
        switch event {
        case .warning(let text) where loudness >= .warnings: [line("warning", key: "message", text)]
        case .note(let text) where loudness >= .ordinary: [line("note", key: "message", text)]
        case .request(let text) where loudness >= .all: [line("request", key: "line", text)]
        case .warning, .note, .request: []
        case .resolved, .layersStarted, .blobStarted, .blobProgressed, .blobDone, .retried: []
        }
    }

    /// One remark of a kind.
    private func line(_ kind: String, key: String, _ text: String) -> String {
        guard !isStructured else { return JSONValue.object(["event": .text(kind), key: .text(text)]).line }
        return kind == "request" ? Shown.sentence(text) : "resolve: \(kind): \(Shown.sentence(text))"
    }
}
