import ImageModel

/// Tells for each image of a pull how many bytes came over the network, and how many were here.
///
/// A byte that came counts for the first image that it is of, and what is of none of them, such as the list, for the first
/// of all; for the others a shared blob was here.
struct PullAccount {
    /// The bytes that came over the network, by digest.
    let received: [Digest: Int64]

    /// The images as `make` reports them, given the bytes that came and those that were here.
    func images(
        _ contents: PullContents, _ make: (PullContents.Image, _ bytes: Int64, _ cached: Int64) -> PulledImage
    ) -> [PulledImage] {
        var unclaimed = received
        var shares: [(bytes: Int64, cached: Int64)] = []
        for image in contents.images {
            let manifest = image.documents.manifest
            var share: (bytes: Int64, cached: Int64) = (0, 0)
            var seen: Set<Digest> = []
            for blob in [image.documents.document.descriptor, manifest.config] + manifest.layers
            where seen.insert(blob.digest).inserted {
                let came = unclaimed.removeValue(forKey: blob.digest) ?? 0
                share.bytes += came
                if came == 0 { share.cached += blob.size }
            }
            shares.append(share)
        }
        if !shares.isEmpty { shares[0].bytes += unclaimed.values.reduce(0, +) }
        return zip(contents.images, shares).map { make($0, $1.bytes, $1.cached) }
    }
}
