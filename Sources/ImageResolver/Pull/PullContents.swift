import ImageModel
import PlatformModel

/// What one pull brings: documents, which are read already, layers, and what the store will list.
struct PullContents: Sendable {
    /// One image of the pull.
    struct Image: Sendable {
        /// Its manifest and config.
        let documents: ImageDocuments
        /// Its platform, as the entry declares it or the config names it.
        let platform: Platform?
        /// The ranking's word.
        let word: String
        /// Where it stands in the list; empty for a lone manifest.
        let position: Position
        /// The platform that was asked for; `nil` when all were.
        let wanted: Platform?

        /// The manifest as an index lists it.
        var entry: Descriptor {
            var descriptor = documents.document.descriptor
            descriptor.platform = platform
            return descriptor
        }
    }

    /// The images, in the order asked for.
    var images: [Image] = []
    /// Other documents: lists, attestations.
    var documents: [Document] = []
    /// Blobs besides the images' own layers.
    var blobs: [Descriptor] = []
    /// What the store lists: a manifest, a list, or several manifests.
    var listed: [Descriptor] = []
    /// The list that the images were chosen from.
    var index: Digest?

    /// Every manifest whose blobs are wanted.
    var manifests: [ImageManifest] { images.map(\.documents.manifest) }
}
