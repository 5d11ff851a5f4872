import ImageModel
import PlatformModel

/// What an image says about the machines that it suits, as far as one source of it goes.
public struct ExplainedCompatibility: Sendable {
    /// Where it is said.
    public enum Source: Hashable, Sendable {
        /// In an artifact that refers to the image.
        case artifact(Digest)
        /// In the annotation with this name.
        case annotation(String)
        /// In the field `features` of the platform of an entry.
        case platformFeatures
        /// Nowhere that could be read: the referrers could not be listed.
        case referrers
    }

    /// Where it is said.
    public let source: Source
    /// The digest of the index or manifest that it is about.
    public let subject: Digest
    /// The position of the manifest in the index; `nil` if it is about the index itself.
    public let position: Position?
    /// The sets of rules with their verdicts on the host.
    public let sets: [JudgedCompatibility]
    /// Why it could not be read; `nil` if it was.
    public let note: String?
}
