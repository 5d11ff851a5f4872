import ImageResolver

/// Progress as lines that stay: for logs.
///
/// A line when an image is chosen, one when its layers start, one each ten seconds or quarter, and one at its end: few
/// for a long pull, and never silence for minutes.
struct PlainProgress: ProgressRendering {
    /// What is here and what is not.
    private var ledger = TransferLedger()
    /// When the last line about the transfer was given.
    private var spokeAt: Int64 = 0
    /// The quarter that was told last.
    private var quarter = 0

    /// The time after which a line is due, in milliseconds.
    private static let longestSilence: Int64 = 10_000
    /// The time that lies between two lines at least: a fast pull needs no quarters.
    private static let shortestSilence: Int64 = 1_000

    /// The lines that an event adds.
    mutating func lines(for event: ResolverEvent, at now: Int64) -> [String] {
        ledger.apply(event, at: now)
        switch event {
        case .resolved(let image, let digest, let platform, let word):
            return [ProgressSentence.resolved(image: image, digest: digest, platform: platform, word: word)]
        case .layersStarted(let image, let blobs, let bytes):
            spokeAt = now
            quarter = min(3, ledger.percent / 25)
            return [ProgressSentence.started(image: image, blobs: blobs, bytes: bytes)]
        case .retried(let digest, let what, let reason, let delay, let attempt):
            return [
                ProgressSentence.retried(
                    digest: digest, what: what, reason: reason, afterMilliseconds: delay, attempt: attempt)
            ]
        case .blobProgressed, .blobDone:
            return lines(at: now)
        case .blobStarted, .request, .warning, .note:
            return []
        }
    }

    /// The line that is due at `now`, if one is.
    mutating func lines(at now: Int64) -> [String] {
        guard !ledger.active.isEmpty else { return [] }
        let silence = now - spokeAt
        let reached = min(3, ledger.percent / 25)
        let isNews = reached > quarter && silence >= Self.shortestSilence
        guard isNews || silence >= Self.longestSilence else { return [] }
        spokeAt = now
        quarter = max(quarter, reached)
        let sizes = "\(Quantity.bytes(ledger.present)) of \(Quantity.bytes(ledger.expected))"
        let pace = ledger.pace(at: now)
        return ["\(ledger.percent) %, \(sizes)" + (pace.isEmpty ? "" : ", " + pace)]
    }

    /// The summary of one image.
    mutating func lines(for image: FinishedImage) -> [String] {
        [ProgressSentence.done(image)]
    }
}
