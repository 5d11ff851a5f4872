import ImageModel
import ImageResolver
import PlatformModel

/// A style of showing progress. It performs no I/O.
///
/// Times are in milliseconds of one monotonic clock.
protocol ProgressRendering: Sendable {
    /// Whether an event changes anything that is shown, now or later.
    func follows(_ event: ResolverEvent) -> Bool

    /// The permanent lines for an event.
    mutating func lines(for event: ResolverEvent, at now: Int64) -> [String]

    /// The permanent lines that are due at `now`.
    mutating func lines(at now: Int64) -> [String]

    /// The permanent lines for a complete image.
    mutating func lines(for image: FinishedImage) -> [String]

    /// The redrawn lines below all others, each at most `width` columns wide and fewer than `height`.
    func frame(at now: Int64, width: Int, height: Int) -> [String]
}

extension ProgressRendering {
    /// By default, every event matters.
    func follows(_ event: ResolverEvent) -> Bool { true }

    /// By default, no line is due.
    mutating func lines(at now: Int64) -> [String] { [] }

    /// By default, an image has no summary.
    mutating func lines(for image: FinishedImage) -> [String] { [] }

    /// By default, nothing is redrawn.
    func frame(at now: Int64, width: Int, height: Int) -> [String] { [] }
}

/// No progress, except for retries if requested: for commands that transfer no layers.
struct NoProgress: ProgressRendering {
    /// Whether a line is shown for each retry.
    let showsRetries: Bool

    func follows(_ event: ResolverEvent) -> Bool {
        if case .retried = event { showsRetries } else { false }
    }

    mutating func lines(for event: ResolverEvent, at now: Int64) -> [String] {
        follows(event) ? ProgressSentence.lines(for: event) : []
    }
}

/// A complete image, as progress reports it.
package struct FinishedImage: Sendable {
    /// The image as requested.
    let image: String
    /// The digest of the manifest or index.
    let digest: Digest
    /// The platform; `nil` if there are several.
    let platform: Platform?
    /// Whether the image was requested for several platforms, each of which ends with a line of its own.
    let isOneOfSeveral: Bool
    /// What each name of a copy is now, if there are several: `registry/repository:tag: sha256:…`.
    let names: [String]
    /// Bytes transferred over the network.
    let bytes: Int64
    /// Bytes that did not have to be transferred, and why not, as in `already present`.
    let held: [(bytes: Int64, reason: String)]
    /// What was unpacked, if anything.
    let unpacked: UnpackedSize?
    /// Seconds since the start.
    let seconds: Double

    /// A pulled image, which may be one of several platforms.
    package init(_ image: PulledImage, isOneOfSeveral: Bool = false) {
        self.isOneOfSeveral = isOneOfSeveral
        self.image = image.image
        names = []
        digest = image.digest
        platform = image.platform
        bytes = image.bytes
        let check = image.isPresentVerified ? "hashed" : "by size"
        held = [(image.bytesResumed, "resumed"), (image.bytesFromCache, "already present (\(check))")]
        unpacked = image.unpacked
        seconds = image.seconds
    }

    /// A copied or pushed image.
    package init(_ image: CopiedImage) {
        isOneOfSeveral = false
        self.image = image.image
        names = image.targets.count > 1 ? image.targets.map(Self.line) : []
        digest = image.digest
        platform = image.platforms.flatMap { $0.count == 1 ? $0.first : nil }
        bytes = image.bytes
        held = [(image.bytesPresent, "already present"), (image.bytesMounted, "mounted")]
        unpacked = nil
        seconds = image.seconds
    }

    private static func line(_ target: CopiedImage.Target) -> String {
        let name = target.name + (target.tag.map { ":\($0)" } ?? "")
        return "\(Shown.text(name)): \(target.digest)" + (target.wasThere ? " (already present)" : "")
    }
}

/// The sentences that all styles for people share.
enum ProgressSentence {
    /// The line for an event:
    /// - `IMAGE: linux/amd64 (exact), sha256:…`
    /// - `IMAGE: 3 blobs, 12.3 MiB`
    /// - `blob 4f53c1d2e3a4: connection reset; retrying in 250 ms (attempt 1)`, without a reason that is empty
    ///
    /// Other events have none.
    static func lines(for event: ResolverEvent) -> [String] {
        switch event {
        case .resolved(let image, let digest, let platform, let word):
            let platform = platform.map { Shown.platform($0) + " " } ?? ""
            return ["\(Shown.text(image)): \(platform)(\(Shown.text(word))), \(digest)"]
        case .layersStarted(let image, let blobs, let bytes):
            return ["\(Shown.text(image)): \(Quantity.count(blobs, "blob")), \(Quantity.bytes(bytes))"]
        case .retried(let digest, let what, let reason, let delay, let attempt):
            let subject = digest.map { Shown.text(what) + " " + Shown.digest($0) } ?? Shown.text(what)
            let delay = Quantity.span(milliseconds: Int64(delay))
            let cause = reason.isEmpty ? "" : Shown.text(reason) + "; "
            return ["\(subject): \(cause)retrying in \(delay) (attempt \(attempt))"]
        case .blobStarted, .blobProgressed, .blobDone, .request, .warning, .note:
            return []
        case .unpackingStarted, .layerUnpacking, .filesWritten, .layerUnpacked: return []
        }
    }

    /// The lines for a complete image: each name of several, and the summary.
    static func lines(for image: FinishedImage) -> [String] { image.names + [done(image)] }

    /// The summary of an image: `IMAGE: done, 12.3 MiB in 4.1 s (3.0 MiB/s), 2.0 MiB resumed, 10 MiB already present (by size),
    /// 1.2 GiB in 53,334 files unpacked`
    static func done(_ image: FinishedImage) -> String {
        let milliseconds = Int64(clamping: image.seconds * 1000)
        let name = image.platform.map { Shown.platform($0) } ?? Shown.digest(image.digest)
        let part = image.isOneOfSeveral ? " " + name : ""
        var text = "\(Shown.text(image.image))\(part): done, \(Quantity.bytes(image.bytes))"
        text += " in " + Quantity.span(milliseconds: milliseconds)
        if milliseconds >= 100, image.bytes > 0 {
            text += " (\(Quantity.rate(Double(image.bytes) / image.seconds)))"
        }
        for (bytes, reason) in image.held where bytes > 0 { text += ", \(Quantity.bytes(bytes)) \(reason)" }
        if let unpacked = image.unpacked {
            text += ", \(Quantity.files(unpacked.entries, bytes: unpacked.bytes)) unpacked"
        }
        return text
    }
}
