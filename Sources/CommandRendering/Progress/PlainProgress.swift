import ImageResolver

/// Progress as permanent lines, for logs.
///
/// One line when an image is chosen, one when its layers start, one per quarter of the work or at least every ten seconds,
/// and one at the end: few for a long pull, and no long silence.
struct PlainProgress: ProgressRendering {
    private var ledger = TransferLedger()
    /// When the last line about transfers or layers was printed.
    private var lastLineAt: Int64 = 0
    /// The quarter that was reported last.
    private var quarter = 0

    /// The longest time without a line, in milliseconds.
    private static let longestSilence: Int64 = 10_000
    /// The shortest time between two lines, in milliseconds: a fast pull needs no quarters.
    private static let shortestSilence: Int64 = 1_000

    mutating func lines(for event: ResolverEvent, at now: Int64) -> [String] {
        ledger.apply(event, at: now)
        switch event {
        case .layersStarted, .unpackingStarted:
            lastLineAt = now
            quarter = min(3, ledger.percent / 25)
            return ProgressSentence.lines(for: event)
        case .resolved, .retried:
            return ProgressSentence.lines(for: event)
        case .blobProgressed, .blobDone, .layerUnpacking, .layerUnpacked:
            return lines(at: now)
        case .blobStarted, .filesWritten, .request, .warning, .note:
            return []
        }
    }

    mutating func lines(at now: Int64) -> [String] {
        guard ledger.isBusy || ledger.isFinishing else { return [] }
        let silence = now - lastLineAt
        let reached = min(3, ledger.percent / 25)
        let isNews = reached > quarter && silence >= Self.shortestSilence
        guard isNews || silence >= Self.longestSilence else { return [] }
        lastLineAt = now
        quarter = max(quarter, reached)
        return [ledger.total(at: now)]
    }

    mutating func lines(for image: FinishedImage) -> [String] {
        ledger.summarize()
        return ProgressSentence.lines(for: image)
    }
}
