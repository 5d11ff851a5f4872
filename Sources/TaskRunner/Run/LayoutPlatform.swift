import ImageModel
import PlatformModel

/// What the only image of an OCI layout says that it is for.
enum LayoutPlatform {
    /// The platform in the image's config; `nil` where it names none.
    ///
    /// The way to it: index.json, the manifest (of an image that is not an attestation), the config.
    static func read(_ layout: String) throws(TaskImageFailure) -> Platform? {
        let broken = TaskImageFailure(status: 11, "the builder's layout '\(layout)' cannot be read")
        do {
            var bytes = SmallFile.bytes(at: layout + "/index.json", limit: Limits.manifestBytes)
            for _ in 0...Limits.indexDepth {
                guard let document = bytes else { throw broken }
                switch try ManifestDocument(parsing: document, contentType: nil) {
                case .manifest(let manifest):
                    guard let config = blob(manifest.config.digest, in: layout) else { throw broken }
                    return try ImageConfig(parsing: config).platform
                case .index(let index):
                    let images = index.manifests.filter { $0.platform?.os != "unknown" }
                    guard images.count == 1, let image = images.first else {
                        throw TaskImageFailure(
                            status: 11, "the build made \(images.count) images, not one: write a step for each platform"
                        )
                    }
                    bytes = blob(image.digest, in: layout)
                }
            }
            throw broken
        } catch let failure as TaskImageFailure {
            throw failure
        } catch {
            throw broken
        }
    }

    private static func blob(_ digest: Digest, in layout: String) -> [UInt8]? {
        SmallFile.bytes(
            at: "\(layout)/blobs/\(digest.algorithm.rawValue)/\(digest.hex)", limit: Limits.manifestBytes)
    }
}
