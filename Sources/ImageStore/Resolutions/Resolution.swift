import ImageModel
import PlatformModel

/// What a reference stood for on one platform, when its registry was last asked.
///
/// The key is reference and platform together, so one platform's answer is never given for another.
package struct Resolution: Hashable, Sendable {
    /// The reference.
    package var reference: Reference
    /// The platform that was asked for, normalised.
    package var platform: Platform
    /// The digest of the list; `nil` where the reference names a lone manifest.
    package var index: Digest?
    /// The digest of the manifest that was chosen.
    package var manifest: Digest
    /// Where the manifest stands in the list.
    package var position: Position

    /// States what a reference stands for.
    package init(reference: Reference, platform: Platform, index: Digest?, manifest: Digest, position: Position) {
        self.reference = reference
        self.platform = platform
        self.index = index
        self.manifest = manifest
        self.position = position
    }
}
