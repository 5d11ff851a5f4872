import ImageModel

/// The content of `index.json`: the images of a layout, in order.
struct LayoutIndex: Hashable, Sendable {
    /// The list as a document.
    private(set) var document: ImageIndex

    /// A list of no images.
    init() {
        document = ImageIndex(manifests: [])
    }

    /// Reads the file at `path`.
    init(parsing bytes: [UInt8], path: String) throws(StoreError) {
        do throws(ManifestError) {
            guard case .index(let document) = try ManifestDocument(parsing: bytes, contentType: nil) else {
                throw .missing(field: "manifests")
            }
            self.document = document
        } catch {
            throw .malformed(path: path, problem: "cannot be read as an index: \(error)")
        }
    }

    /// The images.
    var entries: [LayoutEntry] { document.manifests.map { LayoutEntry($0) } }

    /// Lists `entry`, in the place of all that `identity` calls the same.
    mutating func add(_ entry: LayoutEntry, replacing identity: EntryIdentity) {
        let isSame = { (descriptor: Descriptor) in identity.unites(entry, LayoutEntry(descriptor)) }
        let place = document.manifests.firstIndex(where: isSame) ?? document.manifests.endIndex
        document.manifests.removeAll(where: isSame)
        // Nothing before `place` was the same, so it is still a place in the list.
        document.manifests.insert(entry.descriptor, at: place)
    }
}
