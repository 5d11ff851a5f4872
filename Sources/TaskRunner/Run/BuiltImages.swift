import ImageModel
import PlatformModel
import SystemFiles

/// The images that the steps of a run have built, by their full names.
actor BuiltImages {
    private var images: [String: BuiltImage] = [:]

    /// Adds an image under its names; it replaces earlier images of the same names.
    func add(_ image: BuiltImage, names: [String]) {
        for name in names { images[name] = image }
    }

    /// The image with this name.
    func image(named name: String) -> BuiltImage? { images[name] }
}

/// An image that can be pushed.
struct BuiltImage: Hashable, Sendable {
    /// The folder of its OCI layout.
    let layout: String
    /// The platform in its config; `nil` if the config has none.
    let platform: Platform?

    /// Reads the only image of the OCI layout in `folder`, except for attestations.
    init(layout folder: String) throws(TaskError) {
        layout = folder
        do {
            platform = try Self.platform(folder)
        } catch let error as TaskError {
            throw error
        } catch {
            throw Self.unreadable(folder)
        }
    }

    private static func platform(_ layout: String) throws -> Platform? {
        var bytes = document("index.json", in: layout)
        for _ in 0...Limits.indexDepth {
            guard let document = bytes else { throw unreadable(layout) }
            switch try ManifestDocument(parsing: document, contentType: nil) {
            case .manifest(let manifest):
                guard let config = blob(manifest.config.digest, in: layout) else { throw unreadable(layout) }
                return try ImageConfig(parsing: config).platform
            case .index(let index):
                let images = index.manifests.filter { $0.platform?.os != "unknown" }
                guard images.count == 1, let image = images.first else {
                    throw TaskError.failed(
                        .malformed,
                        "the build produced \(images.count) images, not one; write a build step for each platform")
                }
                bytes = blob(image.digest, in: layout)
            }
        }
        throw unreadable(layout)
    }

    private static func unreadable(_ layout: String) -> TaskError {
        .failed(.malformed, "the builder's OCI layout '\(layout)' cannot be read")
    }

    private static func blob(_ digest: Digest, in layout: String) -> [UInt8]? {
        document("blobs/\(digest.algorithm.rawValue)/\(digest.hex)", in: layout)
    }

    private static func document(_ path: String, in layout: String) -> [UInt8]? {
        try? SmallFile.bytes(of: "\(layout)/\(path)", limit: Limits.manifestBytes)
    }
}
