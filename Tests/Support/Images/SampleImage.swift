/// A made image or list: its root, and all that hangs from it.
public struct SampleImage: Sendable {
    /// The manifest or index that a tag names.
    public let root: SampleBlob
    /// The image's platform, as its config has it; nil for a list, and for a config that names none.
    public let platform: SamplePlatform?
    /// The manifests and indexes, children before parents, the root last.
    public let manifests: [SampleBlob]
    /// The configs and layers, each once.
    public let blobs: [SampleBlob]
    /// The images of a list, in the order of its entries; none for an image.
    public let children: [SampleImage]

    /// An image without children.
    init(root: SampleBlob, platform: SamplePlatform?, blobs: [SampleBlob]) {
        self.root = root
        self.platform = platform
        self.manifests = [root]
        self.blobs = Self.unique(blobs)
        self.children = []
    }

    /// A list of `children`.
    init(root: SampleBlob, children: [SampleImage]) {
        self.root = root
        self.platform = nil
        self.manifests = Self.unique(children.flatMap(\.manifests)) + [root]
        self.blobs = Self.unique(children.flatMap(\.blobs))
        self.children = children
    }

    /// The digest that a tag of it leads to.
    public var digest: String { root.digest }

    /// The child at a position, down through nested lists.
    public func child(_ position: Int...) -> SampleImage {
        position.reduce(self) { $0.children[$1] }
    }

    /// The config of an image; nil for a list.
    public var config: SampleBlob? { children.isEmpty ? blobs.first : nil }

    /// The layers of an image, each once, in order; none for a list.
    public var layers: [SampleBlob] { children.isEmpty ? Array(blobs.dropFirst()) : [] }

    private static func unique(_ blobs: [SampleBlob]) -> [SampleBlob] {
        var seen: Set<String> = []
        return blobs.filter { seen.insert($0.digest).inserted }
    }
}
