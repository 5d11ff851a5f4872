import ErrorMapping
import ImageModel
import ImageStore
import LayerModel
import LayerReading
import LayerUnpacking
import RegistryClient

/// Writes the files of an image as one archive.
///
/// The layers are read twice: first all headers, which decide what is written, and then those with bytes of files that are.
/// Of a part of the image, only the layers from the top down are read that decide what it is.
struct ImageExport: Sendable {
    /// The paths of what is written, from the root of the image; all of it without any.
    let paths: [String]
    /// The image, as the user wrote it.
    let image: String
    /// The layers, lowest first.
    let layers: [Descriptor]
    /// The digests of their uncompressed bytes.
    let diffIDs: [Digest]
    let local: LocalLayers
    let naming: FileNaming
    let reader: LayerReader
    let events: @Sendable (ResolverEvent) -> Void

    /// The headers of a layer.
    private struct ReadLayer: Sendable {
        let listing: LayerListing
        let headers: LayerHeaders
        let notes: UnpackNotes

        var byteCount: Int { listing.byteCount + headers.byteCount }
    }

    /// The most memory that the headers of all layers take, in bytes.
    private static let mostBytes = 192 << 20

    /// Decides what is written, from verified layers.
    func plan() async throws(ResolverError) -> ExportPlan {
        guard layers.count == diffIDs.count else {
            throw ResolverError(
                .malformed,
                "the manifest and the config differ in the number of layers: \(layers.count) and \(diffIDs.count)")
        }
        var read: [Int: ReadLayer] = [:]
        if !paths.isEmpty, let plan = try await planOfUpperLayers(&read) { return plan }
        let rest = layers.indices.filter { read[$0] == nil }
        try await local.prepare(rest.map { layers[$0] })
        let slots = TransferSlots(count: ProcessFacts.processors)
        let headers = try await slots.each(rest, cancelled: .interrupted) { index throws(ResolverError) in
            try await self.read(index)
        }
        for (index, headers) in zip(rest, headers) { read[index] = headers }
        try checkMemory(read)
        var tree = FileTree(naming: naming, within: LayerBounds(bytes: 96 << 20))
        for index in layers.indices {
            guard let listing = read[index]?.listing else { continue }
            try mapError({ (error: FileTreeError) in ResolverError.malformed(error) }, try tree.apply(listing))
        }
        var roots: Set<Int> = []
        for path in paths {
            guard let number = tree.number(at: Array(path.utf8), last: .kept) else {
                throw FileSearch.missing(path, in: tree, last: .kept)
            }
            roots.insert(number)
        }
        if paths.isEmpty {
            try checkNotes(of: tree, read)
            roots.insert(tree.rootNumber)
        }
        return ExportPlan(tree, of: roots, headers: read.mapValues(\.headers))
    }

    /// Decides from the upper layers alone what the paths are, if these say so.
    private func planOfUpperLayers(_ read: inout [Int: ReadLayer]) async throws(ResolverError) -> ExportPlan? {
        var searches = paths.map { UpperLayers(path: naming == .posix ? $0 : "", last: .kept) }
        var answers: [UpperLayers.Answer] = searches.map { _ in .openYet }
        for index in layers.indices.reversed() where answers.contains(.openYet) {
            try await local.prepare([layers[index]])
            let layer = try await self.read(index)
            read[index] = layer
            try checkMemory(read)
            for number in searches.indices where answers[number] == .openYet {
                answers[number] = searches[number].add(layer.listing)
            }
            if answers.contains(.undecided) { return nil }
        }
        var tree = FileTree(naming: naming)
        var roots: Set<Int> = []
        for (search, answer) in zip(searches, answers) {
            guard case .found(let depth, let entry) = answer else { return nil }
            let layer = layers.count - 1 - depth
            guard let found = read[layer]?.listing.dropFirst(entry).first(where: { _ in true }) else { return nil }
            let path = Array(search.path.joined(separator: [0x2F]))
            let only = LayerEntry(path: path, kind: found.kind, mode: found.mode, size: found.size)
            let position = MemberPosition(layer: layer, entry: entry)
            try mapError({ (error: FileTreeError) in ResolverError.malformed(error) }, try tree.add(only, at: position))
            guard let number = tree.number(at: path, last: .kept) else { return nil }
            roots.insert(number)
        }
        return ExportPlan(tree, of: roots, headers: read.mapValues(\.headers))
    }

    /// Writes the archive.
    func write(_ plan: ExportPlan, to sink: some ByteSink) async throws(ResolverError) {
        let withContent = plan.layersWithContent
        try await DiskExecutor.run { () async throws(ResolverError) in
            let writer = TreeWriter(plan, to: sink)
            for (index, layer) in layers.enumerated() {
                if withContent.contains(index) {
                    writer.begin(layer: index)
                    let summary = try await unpack(layer, LayerDigests(blob: layer.digest.algorithm), into: writer)
                    try check(layer, summary, diffID: nil)
                }
                try mapError({ ResolverError(layer: $0, layer.digest) }, try writer.end(layer: index))
            }
            do throws(LayerError) {
                try writer.finish()
            } catch {
                if case .store(let error) = error { throw ResolverError(store: error) }
                throw .interrupted
            }
        }
    }
}

// MARK: - Layers

extension ImageExport {
    /// Reads the headers of a layer, and verifies all of its bytes.
    private func read(_ index: Int) async throws(ResolverError) -> ReadLayer {
        let layer = layers[index]
        do throws(ResolverError) {
            return try await readOnce(layer, diffIDs[index])
        } catch {
            // A damaged copy in the local store is as good as none if the registry can be asked.
            guard error.kind == .integrity, await local.refuse(layer) else { throw error }
            try await local.prepare([layer])
            return try await readOnce(layer, diffIDs[index])
        }
    }

    private func readOnce(_ layer: Descriptor, _ diffID: Digest) async throws(ResolverError) -> ReadLayer {
        try await DiskExecutor.run { () async throws(ResolverError) in
            let headers = HeaderReader()
            let digests = LayerDigests(diffID: diffID.algorithm, blob: layer.digest.algorithm)
            try check(layer, try await unpack(layer, digests, into: headers), diffID: diffID)
            if let overflow = headers.overflow {
                throw ResolverError(.malformed, "layer \(layer.digest): \(overflow)")
            }
            return ReadLayer(listing: headers.listing, headers: headers.headers, notes: headers.notes)
        }
    }

    private func unpack(
        _ layer: Descriptor, _ digests: LayerDigests, into receiver: some MemberReceiver
    ) async throws(ResolverError) -> LayerSummary {
        guard let location = await local.location(of: layer) else {
            throw ResolverError(.disk, "layer \(layer.digest) has disappeared")
        }
        do throws(LayerError) {
            return try reader.unpack(try location.open(), hashing: digests, into: receiver)
        } catch {
            throw ResolverError(layer: error, layer.digest)
        }
    }

    private func check(_ layer: Descriptor, _ summary: LayerSummary, diffID: Digest?) throws(ResolverError) {
        if let actual = summary.blobDigest, actual != layer.digest {
            throw ResolverError(.integrity, "layer \(layer.digest) is damaged: its bytes have the digest \(actual)")
        }
        guard let diffID, let actual = summary.diffID, actual != diffID else { return }
        throw ResolverError(
            .integrity,
            "layer \(layer.digest): its uncompressed bytes have the digest \(actual), not \(diffID), "
                + "which the config names")
    }

    private func checkMemory(_ read: [Int: ReadLayer]) throws(ResolverError) {
        guard read.values.reduce(0, { $0 + $1.byteCount }) <= Self.mostBytes else {
            throw .malformed(FileTreeError.tooLarge(limit: Self.mostBytes))
        }
    }
}

// MARK: - Errors

extension ImageExport {
    /// Refuses an image that cannot be unpacked as a whole.
    private func checkNotes(of tree: FileTree, _ read: [Int: ReadLayer]) throws(ResolverError) {
        var notes = UnpackNotes()
        for layer in read.values { notes.add(layer.notes) }
        for note in tree.notes {
            switch note {
            case .hardLinkLeadsNowhere(let path, let target, let layer):
                let isDirectory = tree.lookUp(target, last: .kept).file?.kind == .directory
                let bytes = Array(target.utf8)
                throw refused(path, isDirectory ? .linkToDirectory(bytes) : .missingTarget(bytes), layer)
            case .nameTooLong(let path, let layer): throw refused(path, .nameTooLong(limitBytes: 255), layer)
            case .linkLoop(let path, let layer): throw refused(path, .linkLoop, layer)
            case .pathsTooLong(let count, let layer):
                let entries = count == 1 ? "1 entry with a path" : "\(count) entries with paths"
                events(
                    .warning(
                        "\(image): layer \(layers[layer].digest): \(entries) of more than 4096 bytes left out"))
            case .repeatedPath: notes.add(.repeatedPath)
            }
        }
        for sentence in notes.sentences { events(.warning("\(image): \(sentence)")) }
    }

    private func refused(_ path: String, _ fault: MemberFault, _ layer: Int) -> ResolverError {
        ResolverError(layer: .refusedMember(path: Array(path.utf8), fault), layers[layer].digest)
    }
}
