import CommandRendering

/// The last word of a command: the error that ended it.
enum Report {
    /// Writes an error to stderr, as a JSON object or as sentences.
    static func write(_ error: ErrorRendering, isStructured: Bool, offers: ErrorRendering.Offers) {
        let lines = isStructured ? [error.json.line] : error.lines(offers: offers)
        // Where stderr does not take it, nobody could be told.
        try? StandardStream.error.write(lines.map { $0 + "\n" }.joined())
    }
}
