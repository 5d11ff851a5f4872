import ImageModel
import PlatformModel

/// The image that a tag, or no tag, selects in an `index.json`.
package enum LayoutChoice: Hashable, Sendable {
    /// The image of one entry, whatever number of names it has.
    case image(LayoutEntry)
    /// An index of several entries that are one image for several platforms: the file's own bytes if it consists of them,
    /// else an index made of them.
    case list(LayoutEntry, bytes: [UInt8])
    /// That many images are named so, or exist at all without a tag, instead of one. `offer` lists names that select one.
    case ambiguous(count: Int, offer: String?)

    /// Selects an image of the file `bytes`, which has these `entries`.
    ///
    /// Entries with equal digests are one image. Entries of different platforms are one image if they have the same name, or
    /// none.
    package init(of tag: String?, among entries: [LayoutEntry], of bytes: [UInt8]) throws(StoreError) {
        let images = Self.images(tag, among: entries)
        guard images.count > 1 else {
            self = images.first.map { .image($0) } ?? .ambiguous(count: 0, offer: Self.offer(of: entries))
            return
        }
        guard Self.isOneImage(images) else {
            self = .ambiguous(count: images.count, offer: Self.offer(of: entries))
            return
        }
        let name = images[0].name
        let isWholeFile = images.count == entries.count && name == nil
        let list = isWholeFile ? bytes : Self.index(of: images).encoded()
        let descriptor = Descriptor(
            mediaType: MediaType.ociIndex, digest: try Digest.of(list), size: Int64(list.count))
        self = .list(LayoutEntry(descriptor, name: name, imageName: images[0].imageName), bytes: list)
    }

    /// The entries that `tag` names, of equal ones the first.
    private static func images(_ tag: String?, among entries: [LayoutEntry]) -> [LayoutEntry] {
        let named = tag.map { entries.named($0, by: \.names) } ?? entries
        var seen: Set<Digest> = []
        return named.filter { seen.insert($0.descriptor.digest).inserted }
    }

    private static func offer(of entries: [LayoutEntry]) -> String? {
        entries.flatMap(\.names).offer { name in
            let images = images(name, among: entries)
            return images.count == 1 || isOneImage(images)
        }
    }

    /// Whether the entries have one name, or none, and each declares a platform that no other has. Several may declare that
    /// they have none (`unknown/unknown`), as attestations do.
    private static func isOneImage(_ entries: [LayoutEntry]) -> Bool {
        guard Set(entries.map(\.name)).count == 1 else { return false }
        var seen: Set<Platform> = []
        return entries.allSatisfy { entry in
            guard let platform = entry.descriptor.platform else { return false }
            return platform.os == "unknown" || seen.insert(platform).inserted
        }
    }

    private static func index(of entries: [LayoutEntry]) -> ImageIndex {
        let descriptors = entries.map { entry in
            var descriptor = entry.descriptor
            descriptor.annotations[LayoutEntry.nameAnnotation] = nil
            descriptor.annotations[LayoutEntry.imageNameAnnotation] = nil
            return descriptor
        }
        return ImageIndex(mediaType: MediaType.ociIndex, manifests: descriptors)
    }
}
