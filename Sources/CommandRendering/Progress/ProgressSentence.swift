import ImageModel
import ImageResolver
import PlatformModel

/// The sentences that every progress for people shares.
enum ProgressSentence {
    /// `IMAGE: linux/amd64 (exact), sha256:…`
    static func resolved(image: String, digest: Digest, platform: Platform?, word: String) -> String {
        let shown = platform.map { Shown.platform($0) + " " } ?? ""
        return "\(Shown.text(image)): \(shown)(\(Shown.text(word))), \(digest)"
    }

    /// `IMAGE: 3 blobs, 12.3 MiB`
    static func started(image: String, blobs: Int, bytes: Int64) -> String {
        "\(Shown.text(image)): \(Quantity.count(blobs, "blob")), \(Quantity.bytes(bytes))"
    }

    /// `blob 4f53c1d2e3a4: connection reset; asked again in 250 ms (attempt 1)`
    static func retried(
        digest: Digest?, what: String, reason: String, afterMilliseconds: Int, attempt: Int
    ) -> String {
        let subject = digest.map { Shown.text(what) + " " + Shown.digest($0) } ?? Shown.text(what)
        let delay = Quantity.span(milliseconds: Int64(afterMilliseconds))
        return "\(subject): \(Shown.text(reason)); asked again in \(delay) (attempt \(attempt))"
    }

    /// `IMAGE: done, 12.3 MiB in 4.1 s (3.0 MiB/s), 10 MiB were here`
    static func done(_ image: FinishedImage) -> String {
        let milliseconds = Int64(clamping: image.seconds * 1000)
        var text = "\(Shown.text(image.image)): done, \(Quantity.bytes(image.bytes))"
        text += " in " + Quantity.span(milliseconds: milliseconds)
        if milliseconds >= 100, image.bytes > 0 {
            text += " (\(Quantity.rate(Double(image.bytes) / image.seconds)))"
        }
        if image.bytesHeld > 0 { text += ", \(Quantity.bytes(image.bytesHeld)) \(image.heldWords)" }
        return text
    }
}
