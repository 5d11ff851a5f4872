import ImageModel
import ImageStore

/// What a tag stands for.
enum TagTarget: Sendable {
    /// A manifest or an index that the layout lists under the name.
    case listed(Descriptor)
    /// A list of the manifests that the layout lists under one name, made up here.
    case made(ServedManifest)

    /// The target of a name that `entries` bear, or nil when there are none.
    ///
    /// A store that holds one image for several platforms lists its manifests under one name. No single one of them is the
    /// answer for every client, so the answer is an index of them. An index among the entries is that answer already.
    init?(_ entries: [Descriptor]) {
        guard let first = entries.first else { return nil }
        let index = entries.first { MediaType.isIndex($0.mediaType) }
        guard index == nil, entries.count > 1 else {
            self = .listed(index ?? first)
            return
        }
        let bytes = ImageIndex(manifests: entries.map(Self.unnamed)).encoded()
        // Only a machine out of memory cannot hash: the first image is better than none.
        guard let digest = try? Digest.of(bytes) else {
            self = .listed(first)
            return
        }
        self = .made(ServedManifest(digest: digest, mediaType: MediaType.ociIndex, bytes: bytes))
    }

    /// The entry without the names that count inside a layout only.
    private static func unnamed(_ entry: Descriptor) -> Descriptor {
        var entry = entry
        entry.annotations[LayoutEntry.nameAnnotation] = nil
        entry.annotations[LayoutEntry.imageNameAnnotation] = nil
        return entry
    }
}
