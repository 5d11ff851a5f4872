import ImageModel
import ImageResolver
import PlatformModel

/// An image that is whole where it was wanted, as progress tells it.
package struct FinishedImage: Sendable {
    /// The image, as it was asked for.
    let image: String
    /// The manifest's or list's digest.
    let digest: Digest
    /// Its platform; `nil` for several.
    let platform: Platform?
    /// Bytes that came over the network.
    let bytes: Int64
    /// Bytes that need not come.
    let bytesHeld: Int64
    /// What is said of ``bytesHeld``.
    let heldWords: String
    /// Seconds from the beginning.
    let seconds: Double

    /// An image that was pulled.
    package init(_ image: PulledImage) {
        self.image = image.image
        digest = image.digest
        platform = image.platform
        bytes = image.bytes
        bytesHeld = image.bytesFromCache
        heldWords = "were here"
        seconds = image.seconds
    }

    /// An image that was copied.
    package init(_ image: CopiedImage) {
        self.image = image.image
        digest = image.digest
        platform = image.platforms.flatMap { $0.count == 1 ? $0.first : nil }
        bytes = image.bytes
        let (held, isOver) = image.bytesPresent.addingReportingOverflow(image.bytesMounted)
        bytesHeld = isOver ? .max : held
        heldWords = "were there or mounted"
        seconds = image.seconds
    }
}
