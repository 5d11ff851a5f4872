import ErrorMapping
import ImageModel
import ImageStore

/// The members of an archive that Docker, podman, containerd and skopeo all load: an OCI layout, and over the same blobs the
/// `manifest.json` of `docker save`.
///
/// Equal images give equal members in the same order. The documents that say what the archive holds come first, so it can be
/// written to a pipe, and its reader knows every blob before it arrives.
package struct ArchivePlan: Hashable, Sendable {
    /// A file of the archive.
    package struct Member: Hashable, Sendable {
        /// The path in the archive.
        package let name: String
        /// The number of bytes.
        package let size: Int64
        /// The source of the bytes.
        package let content: Content
    }

    /// The source of a member's bytes.
    package enum Content: Hashable, Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// A blob of a store.
        case blob(Descriptor)
    }

    /// The members, in order.
    package let members: [Member]

    /// The sum of the members' sizes, in bytes.
    package var size: Int64 { members.reduce(0) { $0.addingClamped($1.size) } }

    /// The size of the archive itself, in bytes: each member has a header and is padded to whole blocks, and two blocks of
    /// zeros end it. POSIX.1-2017, pax, "ustar Interchange Format".
    package var archiveSize: Int64 {
        members.reduce(2 * Self.blockSize) { sum, member in
            let padding = (Self.blockSize - member.size % Self.blockSize) % Self.blockSize
            // What a header has no room for takes two more blocks, in the extended format.
            let isLong = member.name.utf8.split(separator: UInt8(ascii: "/")).contains { $0.count > Self.longestName }
            let headers: Int64 = isLong || member.size > Self.mostOfHeader ? 3 : 1
            return sum.addingClamped(member.size).addingClamped(padding + headers * Self.blockSize)
        }
    }

    private static let blockSize: Int64 = 512
    /// The largest size that a header of ustar holds: eleven octal digits.
    private static let mostOfHeader: Int64 = 1 << 33 - 1
    /// The longest last part of a name, in bytes; that of a blob of SHA-512 has more.
    private static let longestName = 100

    /// An archive of `images`, in this order. An image that is given twice is contained once.
    ///
    /// - Throws: ``ArchiveError/nameTwice(_:)`` if two different images have the same name: readers take one of them.
    package init(_ images: [ArchivedImage]) throws(ArchiveError) {
        var distinct: [ArchivedImage] = []
        for image in images where !distinct.contains(image) {
            if let name = image.fullName ?? image.tag, distinct.contains(where: { ($0.fullName ?? $0.tag) == name }) {
                throw .nameTwice(name)
            }
            distinct.append(image)
        }
        let entries = distinct.map { $0.entry(isOnly: distinct.count == 1).descriptor }
        let list = ImageIndex(mediaType: MediaType.ociIndex, manifests: entries)
        var members = [
            Member("oci-layout", Array(#"{"imageLayoutVersion":"1.0.0"}"#.utf8)),
            Member(ArchiveListing.index, list.encoded()),
            Member(ArchiveListing.manifest, distinct.compactMap { SavedImage($0) }.canonicalJSON),
        ]
        var seen: Set<Digest> = []
        for image in distinct {
            let documents = image.documents.sorted { $0.key.description < $1.key.description }
            for (digest, bytes) in documents where seen.insert(digest).inserted {
                members.append(Member(ArchiveListing.blob(digest), bytes))
            }
        }
        for blob in distinct.flatMap(\.blobs) where seen.insert(blob.digest).inserted {
            members.append(Member(name: ArchiveListing.blob(blob.digest), size: blob.size, content: .blob(blob)))
        }
        self.members = members
    }
}

extension ArchivePlan {
    /// Whether the archive at `path` consists of just these members; the bytes of blobs are not compared, only their sizes.
    package func isWritten(to path: String) async -> Bool {
        let result = await DiskExecutor.run { () async -> Bool in
            guard let file = try? FileSpan.whole(path), let listing = try? ArchiveListing(of: file) else {
                return false
            }
            return members.allSatisfy { member in
                guard let span = try? listing.file(member.name), span.size == member.size else { return false }
                guard case .bytes(let bytes) = member.content else { return true }
                return (try? span.bytes(limit: bytes.count)) == bytes
            }
        }
        return result
    }
}

extension ArchivePlan.Member {
    fileprivate init(_ name: String, _ bytes: [UInt8]) {
        self.init(name: name, size: Int64(bytes.count), content: .bytes(bytes))
    }
}

/// An image, as an archive contains it.
package struct ArchivedImage: Hashable, Sendable {
    /// The manifest, or the index of several.
    package let root: Descriptor
    /// The full name, as in `docker.io/library/app:v1`; `nil` if the image has none.
    package let fullName: String?
    /// The tag; `nil` if the image has none.
    package let tag: String?
    /// The manifest that `manifest.json` lists, which has room for one platform; `nil` if nothing below ``root`` is an image.
    package let manifest: ImageManifest?
    /// Indexes, manifests, configs and other documents, whose bytes are known.
    package let documents: [Digest: [UInt8]]
    /// The other blobs.
    package let blobs: [Descriptor]

    /// An image. Its blobs are those of `blobs` that are not among `documents`.
    package init(
        root: Descriptor, fullName: String?, tag: String?, manifest: ImageManifest?, documents: [Digest: [UInt8]],
        blobs: [Descriptor]
    ) {
        self.root = root
        self.fullName = fullName
        self.tag = tag
        self.manifest = manifest
        self.documents = documents
        self.blobs = blobs.filter { documents[$0.digest] == nil }
    }

    /// The name and tag under which engines that load the archive list the image; `nil` if it has none. Docker accepts only
    /// names with a tag and without a digest.
    package var loadedName: String? {
        guard let reference = fullName.flatMap({ try? Reference(parsing: $0) }), reference.digest == nil else {
            return nil
        }
        return reference.tag.map { "\(reference.name):\($0)" }
    }

    /// The digests of layers that are compressed with zstd.
    package var zstdLayers: [Digest] {
        blobs.filter { LayerFormat(mediaType: $0.mediaType)?.compression == .zstd }.map(\.digest)
    }

    /// The entry of `index.json`.
    ///
    /// skopeo and umoci select the only image by its tag, and of several images each by its full name. The entry has no
    /// platform, because containerd skips one whose platform is not that of the machine.
    fileprivate func entry(isOnly: Bool) -> LayoutEntry {
        var descriptor = root
        descriptor.platform = nil
        descriptor.annotations = [:]
        return LayoutEntry(descriptor, name: isOnly ? tag ?? fullName : fullName ?? tag, imageName: fullName)
    }
}

/// An image in the `manifest.json` of `docker save`.
private struct SavedImage: Encodable {
    let config: String
    let names: [String]
    let layers: [String]

    /// `nil` for what is no image.
    init?(_ image: ArchivedImage) {
        guard let manifest = image.manifest else { return nil }
        config = ArchiveListing.blob(manifest.config.digest)
        layers = manifest.layers.map { ArchiveListing.blob($0.digest) }
        names = [image.loadedName].compactMap(\.self)
    }

    enum CodingKeys: String, CodingKey {
        case config = "Config"
        case names = "RepoTags"
        case layers = "Layers"
    }
}
