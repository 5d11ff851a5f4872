import ImageModel
import ImageStore
import PlatformModel

/// Lists in its store what a pull has brought.
struct PullListing {
    let source: OpenSource
    let target: PullTarget
    let image: String
    let catalog: PlatformCatalog

    /// Makes the blobs durable, and then lists the images.
    func write(_ contents: PullContents) async throws(StoreError) {
        let listed = target.isLocal ? contents.images.map(\.entry) : try await layoutEntries(contents)
        // What is listed already decides the name: no other process may change it in between.
        try await target.store.addEntries(replacing: target.isLocal ? .nameAndPlatform : .name) { present in
            let name = name(among: present)
            return listed.map { LayoutEntry($0, name: name, imageName: source.reference?.description) }
        }
        guard target.isLocal, let reference = source.reference else { return }
        for resolution in resolutions(of: reference, contents) { try await target.store.save(resolution) }
    }

    /// A reference's name; a layout's image keeps its tag in another layout, and its place is its name in the local store.
    private func name(among present: [LayoutEntry]) -> String? {
        if let reference = source.reference { return target.name(of: reference, among: present) }
        return target.isLocal ? image : source.tag
    }

    private func resolutions(of reference: Reference, _ contents: PullContents) -> [Resolution] {
        var resolutions: [Resolution] = []
        for image in contents.images {
            let platform = image.wanted.map(catalog.normalized) ?? WantedPlatforms.every
            resolutions.append(
                Resolution(
                    reference: reference, platform: platform, index: contents.index,
                    manifest: image.documents.document.digest, position: image.position))
            // One stands for all platforms: what counts is the list.
            if image.wanted == nil { break }
        }
        return resolutions
    }

    /// A layout lists one manifest, a whole list, or a list made of just the platforms that were asked for.
    private func layoutEntries(_ contents: PullContents) async throws(StoreError) -> [Descriptor] {
        guard contents.listed.count > 1 else { return contents.listed }
        var filtered = ImageIndex(mediaType: MediaType.ociIndex, manifests: contents.listed)
        if let index = contents.index { filtered.annotations["io.github.resolve.filtered-from"] = index.description }
        let bytes = filtered.encoded()
        let digest = try Digest.of(bytes)
        try await target.store.write(bytes, as: digest)
        return [Descriptor(mediaType: MediaType.ociIndex, digest: digest, size: Int64(bytes.count))]
    }
}
