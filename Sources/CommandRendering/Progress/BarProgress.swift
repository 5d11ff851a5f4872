import ImageResolver

/// Progress as bars, a line a blob: for terminals.
struct BarProgress: ProgressRendering {
    /// What is here and what is not.
    private var ledger = TransferLedger()
    /// Whether the bars are coloured.
    private let isColored: Bool

    /// The number of bars at once; the rest is counted.
    private static let mostBars = 10

    /// Bars with or without colour.
    init(isColored: Bool) {
        self.isColored = isColored
    }

    /// The lines that an event adds above the bars.
    mutating func lines(for event: ResolverEvent, at now: Int64) -> [String] {
        ledger.apply(event, at: now)
        switch event {
        case .resolved(let image, let digest, let platform, let word):
            return [ProgressSentence.resolved(image: image, digest: digest, platform: platform, word: word)]
        case .retried(let digest, let what, let reason, let delay, let attempt):
            return [
                ProgressSentence.retried(
                    digest: digest, what: what, reason: reason, afterMilliseconds: delay, attempt: attempt)
            ]
        case .layersStarted, .blobStarted, .blobProgressed, .blobDone, .request, .warning, .note:
            return []
        }
    }

    /// The summary of one image.
    mutating func lines(for image: FinishedImage) -> [String] {
        [ProgressSentence.done(image)]
    }

    /// A bar for each blob on its way, and the sum.
    func frame(at now: Int64, width: Int) -> [String] {
        guard !ledger.active.isEmpty else { return [] }
        var lines = ledger.active.prefix(Self.mostBars).map { blob in
            BarLine(blob, at: now).text(width: width, isColored: isColored)
        }
        let more = ledger.active.count - lines.count
        if more > 0 { lines.append(String("and \(more) more".prefix(width))) }
        let sizes = "\(Quantity.bytes(ledger.present)) of \(Quantity.bytes(ledger.expected))"
        let parts = ["total \(ledger.percent) %", sizes, ledger.pace(at: now)].filter { !$0.isEmpty }
        return lines + [String(parts.joined(separator: ", ").prefix(width))]
    }
}
