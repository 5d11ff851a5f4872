import ImageModel
import ImageResolver

/// The table that ends a pull of several images: one line for each, in the order of the command.
package struct PullTable {
    private var table = TextTable(
        ["image", "platform", "digest", "received", "present", "time", "outcome"], rightAligned: [3, 4, 5])

    /// A table of `images`, as they were requested, and of what became of each.
    package init(_ images: [String], _ outcomes: [PullOutcome]) {
        for (image, outcome) in zip(images, outcomes) {
            switch outcome {
            case .done(let pulled):
                for image in pulled { add(image) }
            case .failed(let error):
                let status = ExitStatus(error.kind)
                add(image, "failed: \(error.kind.rawValue), exit status \(status.rawValue)")
            case .skipped: add(image, "not pulled")
            }
        }
    }

    /// The lines, with headings.
    package var lines: [String] { table.lines() }

    private mutating func add(_ image: PulledImage) {
        table.add([
            Shown.text(image.image), Shown.platform(image.platform), Shown.digest(image.digest),
            Quantity.bytes(image.bytes), Quantity.bytes(image.bytesFromCache.addingClamped(image.bytesResumed)),
            Quantity.span(milliseconds: Int64(clamping: image.seconds * 1000)),
            image.bytes == 0 ? "already present" : "pulled",
        ])
    }

    private mutating func add(_ image: String, _ outcome: String) {
        table.add([Shown.text(image), "-", "-", "-", "-", "-", outcome])
    }
}
