import ErrorMapping
import PlatformModel

/// The content of a lock file: the digests that the names of images referred to when they were locked.
///
/// The file is canonical: equal locks have equal bytes, whatever the order in which they were made, and each value has a line
/// of its own. `Locking.md` describes the format.
public struct ImageLock: Hashable, Sendable {
    /// The version of the format that this program writes, and the only one that it reads.
    public static let version = 1
    /// The file that is read and written unless another one is named.
    public static let fileName = "resolve.lock"

    private var imagesByName: [Reference: LockedImage] = [:]

    /// A lock of `images`; of two with one name, the later one counts.
    public init(_ images: [LockedImage] = []) {
        for image in images { put(image) }
    }

    /// The images in the order of their names.
    public var images: [LockedImage] {
        imagesByName.values.map { (key: $0.name.description, image: $0) }
            .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.image)
    }

    /// The image locked under this name.
    public subscript(name: Reference) -> LockedImage? { imagesByName[name] }

    /// Adds an image in place of the one with the same name, which is returned.
    @discardableResult
    public mutating func put(_ image: LockedImage) -> LockedImage? {
        imagesByName.updateValue(image, forKey: image.name)
    }
}

/// One image of a lock.
public struct LockedImage: Hashable, Sendable {
    /// The name that was resolved.
    public let name: Reference
    /// The index or lone manifest that the name referred to: media type, digest and size.
    public let root: Descriptor
    /// The locked manifests, each with its platform, in the order of their platforms.
    public let manifests: [Descriptor]

    /// An image of these parts, of which only what the file has is kept.
    public init(name: Reference, root: Descriptor, manifests: [Descriptor]) {
        self.name = name
        self.root = Descriptor(mediaType: root.mediaType, digest: root.digest, size: root.size)
        let plain = Set(
            manifests.map {
                Descriptor(mediaType: $0.mediaType, digest: $0.digest, size: $0.size, platform: $0.platform)
            })
        self.manifests = plain.map { (key: [$0.platform?.full ?? "", $0.digest.description], manifest: $0) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.manifest)
    }

    /// Whether the name referred to an index.
    public var isIndex: Bool { MediaType.isIndex(root.mediaType) }

    /// Whether this manifest is locked.
    public func contains(_ manifest: Digest) -> Bool { manifests.contains { $0.digest == manifest } }
}

// MARK: - The file

extension ImageLock {
    /// Reads the bytes of a lock file.
    ///
    /// - Throws: ``ManifestError``, naming the first thing wrong.
    public init(parsing bytes: [UInt8]) throws(ManifestError) {
        let wire: LockWire
        do throws(ManifestError) {
            wire = try DocumentReader.decode(LockWire.self, from: bytes)
        } catch {
            throw Self.conflictLine(in: bytes).map { .lockConflict(line: $0) } ?? error
        }
        switch wire.version {
        case nil: throw .missing(field: "version")
        case .whole(Int64(Self.version)): break
        case .whole(let number): throw .lockVersion(found: "\(number)", supported: Self.version)
        case .other(let number): throw .lockVersion(found: "\(number)", supported: Self.version)
        case .notNumber(let found): throw .lockVersion(found: found, supported: Self.version)
        }
        guard let images = wire.images else { throw .missing(field: "images") }
        for (step, image) in images.enumerated() {
            let image = try image.checked(at: "images[\(step)]")
            guard put(image) == nil else { throw .lockedTwice(image.name) }
        }
    }

    /// The bytes of the lock file: JSON with sorted keys, an indentation of two spaces, and a line feed at the end.
    public func encoded() -> [UInt8] {
        let tree = JSONTree.object(
            sorted: ["images": .list(images.map(\.tree)), "version": .scalar("\(Self.version)")])
        return Array((tree.text(indentedBy: "  ") + "\n").utf8)
    }

    /// The number of the first line that git has put between two versions of a file; `nil` without one.
    private static func conflictLine(in bytes: [UInt8]) -> Int? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.firstIndex { $0.starts(with: "<<<<<<< ".utf8) }.map { $0 + 1 }
    }
}

extension LockedImage {
    /// The image as in the file.
    fileprivate var tree: JSONTree {
        .object(
            sorted: [
                "digest": .text(root.digest.description), "image": .text(name.description),
                "manifests": .list(manifests.map(\.lockTree)), "mediaType": .text(root.mediaType),
                "size": .scalar("\(root.size)"),
            ])
    }
}

extension Descriptor {
    /// The manifest as in the file.
    fileprivate var lockTree: JSONTree {
        var members: [String: JSONTree] = [
            "digest": .text(digest.description), "mediaType": .text(mediaType), "size": .scalar("\(size)"),
        ]
        members["platform"] = platform?.lockTree
        return .object(sorted: members)
    }
}

extension Platform {
    /// The platform with the names of the image-spec.
    fileprivate var lockTree: JSONTree {
        var members: [String: JSONTree] = ["architecture": .text(architecture), "os": .text(os)]
        members["variant"] = variant.map(JSONTree.text)
        members["os.version"] = osVersion.map(JSONTree.text)
        if !osFeatures.isEmpty { members["os.features"] = .list(osFeatures.map(JSONTree.text)) }
        return .object(sorted: members)
    }
}

extension JSONTree {
    /// An object with its members in the order of their names.
    fileprivate static func object(sorted members: [String: JSONTree]) -> JSONTree {
        members.sorted { $0.key < $1.key }.reduce(.empty) { $0.setting($1.key, to: $1.value) }
    }
}

/// A lock file as decoded from JSON, before its values are checked.
private struct LockWire: Decodable {
    /// The field `version`.
    let version: WireNumber?
    /// The field `images`.
    let images: [LockedImageWire]?
}

/// An image of a lock as decoded from JSON, before its values are checked.
private struct LockedImageWire: Decodable {
    private let image: String?
    private let root: DescriptorWire
    private let manifests: [DescriptorWire]?

    private enum CodingKeys: String, CodingKey {
        case image, manifests
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        image = try fields.decodeIfPresent(String.self, forKey: .image)
        manifests = try fields.decodeIfPresent([DescriptorWire].self, forKey: .manifests)
        root = try DescriptorWire(from: decoder)
    }

    /// The image, with every value checked; `position` is its place in the file.
    func checked(at position: String) throws(ManifestError) -> LockedImage {
        guard let image, !image.isEmpty else { throw .missing(field: "image", position: position) }
        let name = try mapError(
            { (error: ReferenceError) in ManifestError.lockedName(error, position: position) },
            try Reference(parsing: image))
        let root = try root.checked(at: position)
        let isIndex = MediaType.isIndex(root.mediaType)
        guard isIndex || MediaType.isManifest(root.mediaType) else { throw .unsupportedMediaType(root.mediaType) }
        guard name.digest == nil || name.digest == root.digest else {
            throw .lockedOther(name, digest: root.digest)
        }
        guard let manifests, !manifests.isEmpty else { throw .missing(field: "manifests", position: position) }
        var locked: [Descriptor] = []
        for (step, manifest) in manifests.enumerated() {
            let manifest = try manifest.checked(at: "\(position).manifests[\(step)]")
            guard MediaType.isManifest(manifest.mediaType) else {
                throw .unsupportedMediaType(manifest.mediaType)
            }
            guard isIndex || manifest.digest == root.digest else { throw .lockedOther(name, digest: manifest.digest) }
            locked.append(manifest)
        }
        return LockedImage(name: name, root: root, manifests: locked)
    }
}
