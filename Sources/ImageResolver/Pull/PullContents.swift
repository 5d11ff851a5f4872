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
    /// Other documents by their digests: lists, attestations, and whatever else a list names.
    var documents: [Digest: [UInt8]] = [:]
    /// Blobs besides the images' own layers.
    var blobs: [Descriptor] = []
    /// What the store lists: a manifest, a list, or several manifests.
    var listed: [Descriptor] = []
    /// The list that the images were chosen from.
    var index: Digest?

    /// Every manifest whose blobs are wanted; blobs that no image names stand as if in one more.
    var manifests: [ImageManifest] {
        let extra = blobs.first.map { ImageManifest(config: $0, layers: Array(blobs.dropFirst())) }
        return images.map(\.documents.manifest) + [extra].compactMap(\.self)
    }

    /// Every document that is held in memory, by its digest.
    var allDocuments: [Digest: [UInt8]] {
        var all = documents
        for image in images {
            all[image.documents.document.digest] = image.documents.document.bytes
            all[image.documents.manifest.config.digest] = image.documents.configBytes
        }
        return all
    }
}
