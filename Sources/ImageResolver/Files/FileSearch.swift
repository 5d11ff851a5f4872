import ErrorMapping
import ImageModel
import LayerModel
import LayerReading
import RegistryClient

/// Finds a file in the layers of an image, and reads it.
///
/// Layers are read from the top down, until it is certain where the file is. Its bytes are kept while its layer is read,
/// and handed out when the digest of the whole layer is known to be right.
struct FileSearch: Sendable {
    /// The path, from the root of the image.
    let path: String
    let image: String
    /// The layers, lowest first.
    let layers: [Descriptor]
    let origin: any ImageOrigin
    let naming: FileNaming
    let scan: LayerScan
    /// Where the bytes of a large file are kept.
    let folder: String

    /// The most memory for the names in all layers, in bytes.
    private static let mostListedBytes = 192 << 20

    /// Bytes of the file, and in which layer they are.
    private typealias Kept = (layer: Int, content: KeptContent)

    /// The bytes of the file, all of them verified.
    func content() async throws(ResolverError) -> ContentSpool {
        var upper = UpperLayers(path: naming == .posix ? path : "")
        var likely = LayerEntry.cleaned(Array(path.utf8))
        var kept: Kept?
        var listedBytes = 0
        for layer in layers.indices.reversed() {
            let wanted = kept == nil ? WantedContent(choice: .path(likely), folder: folder) : nil
            let scanned = try await read(layer, wanted)
            if let content = scanned.content { kept = (layer, content) }
            listedBytes += scanned.listing.byteCount
            guard listedBytes <= Self.mostListedBytes else {
                throw .malformed(FileTreeError.tooLarge(limit: Self.mostListedBytes))
            }
            switch upper.add(scanned.listing) {
            case .found(let number, let entry):
                return try await content(at: MemberPosition(layer: layers.count - 1 - number, entry: entry), kept)
            case .openYet:
                // A link may have led elsewhere.
                let path = Array(upper.path.joined(separator: [0x2F]))
                if path != likely { (likely, kept) = (path, nil) }
            case .undecided: break
            }
        }
        var tree = FileTree(naming: naming)
        for listing in upper.layers.reversed() {
            try mapError({ (error: FileTreeError) in ResolverError.malformed(error) }, try tree.apply(listing))
        }
        return try await content(at: try position(in: tree), kept)
    }

    private func content(at position: MemberPosition, _ kept: Kept?) async throws(ResolverError) -> ContentSpool {
        if let kept, kept.layer == position.layer, kept.content.entry == position.entry { return kept.content.bytes }
        let scanned = try await read(
            position.layer, WantedContent(choice: .entry(position.entry), folder: folder))
        guard let content = scanned.content else {
            throw ResolverError(.internal, "layer \(layers[position.layer].digest) has lost a file")
        }
        return content.bytes
    }

    private func read(_ layer: Int, _ wanted: WantedContent?) async throws(ResolverError) -> ScannedLayer {
        var scan = scan
        scan.wanted = wanted
        let layer = layers[layer]
        if scan.isFetched(layer, from: origin) {
            scan.events(.layersStarted(image: image, blobs: 1, bytes: layer.size))
        }
        return try await scan.read(layer, from: origin, diffID: nil)
    }
}

extension FileSearch {
    /// Where the file's bytes are, or what is at its path instead.
    private func position(in tree: FileTree) throws(ResolverError) -> MemberPosition {
        if let position = tree.content(at: path) { return position }
        let shown = Self.quoted(path)
        guard let file = tree.lookUp(path).file else { throw Self.missing(path, in: tree) }
        if file.kind == .special {
            throw ResolverError(.usage, "\(shown) is a device, a pipe or a socket, and has no bytes in an image")
        }
        let ownPath = path.hasPrefix("/") ? path : "/" + path
        let problem =
            file.path == ownPath
            ? "is a directory, not a file" : "leads to \(Self.quoted(file.path)), which is a directory, not a file"
        throw ResolverError(
            .usage, "\(shown) \(problem)", hint: "`resolve export` writes what is in a directory as a tar archive")
    }

    /// The error about a path at which there is nothing. The hint names others that end alike.
    static func missing(
        _ path: String, in tree: FileTree, last: FileTree.LastLink = .followed
    ) -> ResolverError {
        let ownPath = path.hasPrefix("/") ? path : "/" + path
        let reason: String
        switch tree.lookUp(path, last: last).outcome {
        case .found: reason = ""
        case .missing(let missing): reason = missing == ownPath ? "" : ": there is no \(quoted(missing))"
        case .notDirectory(let file): reason = ": \(quoted(file.path)) is not a directory"
        case .loop(let link): reason = ": more than 40 symbolic links lead on at \(quoted(link.path))"
        case .tooLong: reason = ": the path is longer than 4096 bytes"
        }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let similar = tree.paths(named: name).filter { !ownPath.hasPrefix($0) }.sorted().prefix(3)
        return ResolverError(
            .notFound, "\(quoted(path)) is not in the image" + reason,
            hint: similar.isEmpty ? nil : "it has \(similar.map(quoted).joined(separator: ", "))")
    }

    private static func quoted(_ path: String) -> String { "'\(Printable.escaped(path, limit: 1000))'" }
}
