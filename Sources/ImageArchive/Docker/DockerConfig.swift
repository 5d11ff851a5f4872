import ImageModel
import ImageStore

/// The config of an image in a `docker save` archive.
struct DockerConfig: Sendable {
    /// Its bytes, as they are.
    let bytes: [UInt8]
    /// Where they are.
    let span: FileSpan
    /// Their digest.
    let digest: Digest
    /// The digests of the tars of the layers.
    let diffIDs: [Digest]

    /// Reads the config that `image` names.
    ///
    /// - Throws: ``ArchiveError/wrongDigest(member:expected:actual:)`` where its name is another digest.
    init(of image: DockerArchiveImage, in listing: ArchiveListing) throws(ArchiveError) {
        guard let name = try MemberName.plain(image.config), let span = try listing.file(name),
            let bytes = try listing.document(name)
        else { throw .lacking(member: image.config, namedBy: ArchiveListing.manifest) }
        let digest = try ArchiveError.storing { () throws(StoreError) in try Digest.of(bytes) }
        if let named = Self.digest(named: name), named != digest {
            throw .wrongDigest(member: name, expected: named, actual: digest)
        }
        let config: ImageConfig
        do throws(ManifestError) { config = try ImageConfig(parsing: bytes) } catch {
            throw .document(error, member: name)
        }
        guard config.diffIDs.count == image.layers.count else {
            throw .layerCount(image.layers.count, inConfig: config.diffIDs.count)
        }
        self.bytes = bytes
        self.span = span
        self.digest = digest
        diffIDs = config.diffIDs
    }

    /// The digest that a name is: `blobs/sha256/<hex>`, `<hex>.json`, or `sha256:<hex>`.
    private static func digest(named name: String) -> Digest? {
        let last = name.split(separator: "/").last.map(String.init) ?? name
        let stem = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
        let text = stem.utf8.contains(UInt8(ascii: ":")) ? stem : "\(DigestAlgorithm.sha256.rawValue):\(stem)"
        return try? Digest(parsing: text)
    }
}
