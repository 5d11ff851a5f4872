import ImageResolver

/// What stderr shows while a command works: progress and remarks, on a terminal with a region of its own.
///
/// Pure: each call gives the text to be written.
package struct EventDisplay: Sendable {
    /// How progress is shown.
    private var progress: any ProgressRendering
    /// Warnings, notes and requests.
    private let remarks: Remarks
    /// The part of the terminal that is drawn anew.
    private var region = LiveRegion()

    /// A display of one style.
    package init(_ style: ProgressStyle, remarks: Remarks) {
        self.remarks = remarks
        progress =
            switch style {
            case .none: NoProgress(tellsRetries: false)
            case .retries: NoProgress(tellsRetries: true)
            case .plain: PlainProgress()
            case .bars(let isColored): BarProgress(isColored: isColored)
            case .json: JSONProgress()
            }
    }

    /// A display of one style, with the remarks that the output options ask for.
    package init(_ style: ProgressStyle, mode: OutputMode) {
        let isStructured = style.isStructured(with: mode)
        let loudness = mode.loudness(isStructured: isStructured, isProgressJSON: style == .json)
        self.init(style, remarks: Remarks(loudness, isStructured: isStructured))
    }

    /// Whether an event changes anything that is shown; one that does not need not be sent to whoever writes.
    package func heeds(_ event: ResolverEvent) -> Bool {
        progress.follows(event) || !remarks.lines(for: event).isEmpty
    }

    /// The text that an event adds.
    package mutating func text(for event: ResolverEvent, at now: Int64) -> String {
        let lines = remarks.lines(for: event) + progress.lines(for: event, at: now)
        return lines.isEmpty ? "" : region.text(adding: lines, frame: region.frame)
    }

    /// The text that the passing of time adds; bars are drawn anew.
    package mutating func text(at now: Int64, width: Int) -> String {
        let lines = progress.lines(at: now)
        return region.text(adding: lines, frame: progress.frame(at: now, width: width))
    }

    /// The text that the end of an image adds; the bars go until they are drawn again.
    package mutating func text(for image: FinishedImage) -> String {
        region.text(adding: progress.lines(for: image), frame: [])
    }

    /// The text that makes room for something else on the terminal: the bars go until they are drawn again.
    package mutating func erasure() -> String {
        region.erasure()
    }
}
