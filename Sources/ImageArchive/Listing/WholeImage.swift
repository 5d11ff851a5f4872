import ImageModel
import ImageStore

/// A look at an image of an OCI layout in an archive: is everything there that its documents name?
struct WholeImage {
    let listing: ArchiveListing
    private let entry: LayoutEntry

    /// A look at the image that `entry` lists.
    init(listing: ArchiveListing, _ entry: LayoutEntry) {
        self.listing = listing
        self.entry = entry
    }

    /// Whether all documents can be read, are what their digests say, and name no blob that is not there.
    var isWhole: Bool {
        var budget = Limits.indexDocuments
        return isWhole(entry.descriptor, depth: 0, &budget)
    }

    private func isWhole(_ descriptor: Descriptor, depth: Int, _ budget: inout Int) -> Bool {
        budget -= 1
        guard budget >= 0, depth <= Limits.indexDepth else { return false }
        let image = ArchiveImage(LayoutEntry(descriptor), in: listing, unpacked: nil)
        guard let bytes = try? image.bytes(of: descriptor),
            let document = try? ManifestDocument(parsing: bytes, contentType: descriptor.mediaType)
        else { return false }
        switch document {
        case .manifest(let manifest):
            return ([manifest.config] + manifest.layers).allSatisfy { image.span(of: $0) != nil }
        case .index(let index):
            for child in index.manifests {
                guard isWhole(child, depth: depth + 1, &budget) else { return false }
            }
            return true
        }
    }
}
