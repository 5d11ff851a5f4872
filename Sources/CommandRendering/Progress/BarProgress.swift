import ImageResolver

/// Progress as one bar per blob that is transferred or unpacked, for terminals.
struct BarProgress: ProgressRendering {
    private var ledger = TransferLedger()
    private let isColored: Bool

    /// The most bars shown at once; further blobs are counted.
    private static let mostBars = 10

    init(isColored: Bool) {
        self.isColored = isColored
    }

    mutating func lines(for event: ResolverEvent, at now: Int64) -> [String] {
        ledger.apply(event, at: now)
        switch event {
        case .resolved, .retried:
            return ProgressSentence.lines(for: event)
        case .layersStarted, .blobStarted, .blobProgressed, .blobDone, .request, .warning, .note, .unpackingStarted,
            .layerUnpacking, .filesWritten, .layerUnpacked:
            return []
        }
    }

    mutating func lines(for image: FinishedImage) -> [String] {
        ledger.summarize()
        return ProgressSentence.lines(for: image)
    }

    /// One bar per active blob, as far as they fit, and the total.
    ///
    /// Lines that have scrolled off the screen could not be replaced, so the cursor's line below them must fit as well.
    func frame(at now: Int64, width: Int, height: Int) -> [String] {
        guard ledger.isBusy || ledger.isFinishing else { return [] }
        let blobs =
            ledger.downloads.active.map { BarLine($0, .download, at: now) }
            + ledger.unpacking.active.map { BarLine($0, .unpacking, at: now) }
        // Below the bars are the count of the others, the total, and the cursor.
        let bars = blobs.count <= height - 2 ? height - 2 : height - 3
        var lines = blobs.prefix(max(0, min(Self.mostBars, bars))).map { $0.text(width: width, isColored: isColored) }
        let more = blobs.count - lines.count
        if more > 0 { lines.append(String("and \(more) more".prefix(width))) }
        let total = "total "
        lines.append(String((total + ledger.total(at: now, width: width - total.count)).prefix(max(0, width))))
        return Array(lines.suffix(max(0, height - 1)))
    }
}

/// The line of one active blob: digest, bar, percentage, size, speed and remaining time.
struct BarLine {
    /// What is done with the blob.
    enum Stage {
        /// It is transferred.
        case download
        /// Its files are unpacked.
        case unpacking
    }

    private let blob: BlobProgress
    private let stage: Stage
    private let percent: Int
    /// The text to the right of the bar.
    private let numbers: String

    /// The widest bar, in columns.
    private static let widestBar = 40
    /// The narrowest bar that is still useful, in columns.
    private static let narrowestBar = 8

    /// The line of a blob at `now`.
    init(_ blob: BlobProgress, _ stage: Stage, at now: Int64) {
        self.blob = blob
        self.stage = stage
        percent = Quantity.percent(blob.received, of: blob.size)
        let share = Self.padded("\(percent) %", to: 5)
        let size = Self.padded("of " + Quantity.bytes(blob.size), to: 11)
        numbers = "\(share) \(size)\(Self.pace(of: blob, stage, at: now))"
    }

    /// The line, at most `width` columns wide.
    func text(width: Int, isColored: Bool) -> String {
        let digest = Shown.digest(blob.digest)
        let room = min(Self.widestBar, width - digest.count - numbers.count - 4)
        guard room >= Self.narrowestBar else { return String("\(digest) \(numbers)".prefix(max(0, width))) }
        let (sign, color) =
            switch stage {
            case .download: ("=", 32)
            case .unpacking: ("#", 36)
            }
        let filled = String(repeating: sign, count: room * percent / 100)
        let empty = String(repeating: " ", count: room - filled.count)
        let bar = isColored ? "\u{1B}[\(color)m\(filled)\u{1B}[0m" : filled
        return "\(digest) [\(bar)\(empty)] \(numbers)"
    }

    /// Speed and remaining time, at a width that rarely changes; while a blob is unpacked, speed and what is done.
    private static func pace(of blob: BlobProgress, _ stage: Stage, at now: Int64) -> String {
        let speed = padded(blob.rate.bytesPerSecond(at: now).map(Quantity.rate) ?? "", to: 11)
        guard stage == .download else { return speed + padded("unpacking", to: 11) }
        guard !blob.isWhole else { return padded("checking", to: 11) + padded("", to: 11) }
        let left = blob.rate.millisecondsLeft(for: blob.size - min(blob.size, blob.received), at: now)
        return speed + padded(left.map { Quantity.span(milliseconds: $0) } ?? "", to: 11)
    }

    private static func padded(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
