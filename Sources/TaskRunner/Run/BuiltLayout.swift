import ImageModel
import PlatformModel
import SystemFiles

/// An image that a builder has written to an OCI layout.
struct BuiltLayout: Sendable {
    /// The folder of the layout.
    let folder: String
    /// The platform in its config; `nil` if the config has none.
    let platform: Platform?
    private let manifest: ImageManifest

    /// Reads the only image of the OCI layout in `folder`, except for attestations.
    init(_ folder: String) throws(TaskError) {
        self.folder = folder
        do {
            manifest = try Self.manifest(in: folder)
            guard let config = Self.blob(manifest.config.digest, in: folder) else { throw Self.unreadable(folder) }
            platform = try ImageConfig(parsing: config).platform
        } catch let error as TaskError {
            throw error
        } catch {
            throw Self.unreadable(folder)
        }
    }

    /// The image, as steps push it.
    var image: TaskImage { TaskImage(.layout(folder), platform: platform) }

    /// Adds the file that makes an archive of the layout one of `docker save`, with these names for the image.
    ///
    /// The blobs stay where they are: the file names them by their paths, as that of newer Docker versions does.
    func writeDockerManifest(names: [String]) throws(TaskError) {
        let image = DockerManifest(
            config: Self.path(manifest.config.digest), names: names,
            layers: manifest.layers.map { Self.path($0.digest) })
        let path = "\(folder)/\(DockerManifest.file)"
        guard (try? SmallFile.create(path, with: [image].canonicalJSON)) != nil else {
            throw .failed(.disk, "cannot write the file '\(path)'")
        }
    }

    private static func manifest(in layout: String) throws -> ImageManifest {
        var bytes = document("index.json", in: layout)
        for _ in 0...Limits.indexDepth {
            guard let document = bytes else { throw unreadable(layout) }
            switch try ManifestDocument(parsing: document, contentType: nil) {
            case .manifest(let manifest): return manifest
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

    private static func path(_ digest: Digest) -> String { "blobs/\(digest.algorithm.rawValue)/\(digest.hex)" }

    private static func blob(_ digest: Digest, in layout: String) -> [UInt8]? {
        document(path(digest), in: layout)
    }

    private static func document(_ path: String, in layout: String) -> [UInt8]? {
        try? SmallFile.bytes(of: "\(layout)/\(path)", limit: Limits.manifestBytes)
    }
}

/// One image in the `manifest.json` of an archive in Docker's format.
struct DockerManifest: Encodable, Hashable, Sendable {
    /// The path of the config in the archive.
    let config: String
    /// The names that the engine gives the image.
    let names: [String]
    /// The paths of the layers, lowest first.
    let layers: [String]

    /// The name of the file.
    static let file = "manifest.json"

    private enum CodingKeys: String, CodingKey {
        case config = "Config"
        case names = "RepoTags"
        case layers = "Layers"
    }
}
