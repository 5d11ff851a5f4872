import ImageModel
import PlatformModel
import RegistryClient

/// One entry that is checked: an image, or why there is none.
struct CheckEntry: Sendable {
    /// The position in the index; empty for a root manifest.
    let position: Position
    /// The digest of the manifest; `nil` if the entry refers to nothing.
    let digest: Digest?
    /// The platform that the entry declares; `nil` if it declares none.
    let declared: Platform?
    /// The manifest and config.
    let image: Result<ImageDocuments, ResolverError>
    /// Where its layers are.
    let origin: any ImageOrigin

    /// The platform that the entry declares, else the one in the config.
    var platform: Platform? {
        declared ?? (try? image.get())?.config.platform
    }
}

extension CheckEntry {
    /// The entry of an index at `position`, with what it refers to.
    init(
        _ position: Position, _ descriptor: Descriptor?, _ image: Result<ImageDocuments, ResolverError>,
        from origin: any ImageOrigin
    ) {
        self.init(
            position: position, digest: descriptor?.digest,
            declared: descriptor.map(Candidate.init)?.declaredPlatform, image: image, origin: origin)
    }
}

/// The entries of a document that are checked.
struct CheckEntries: Sendable {
    /// The index or manifest.
    let root: Document
    /// The entries that should be images.
    let entries: [CheckEntry]
    /// The other entries.
    var skipped: [ImageCheckReport.Skipped] = []
}

/// Reads the manifests and configs behind an index, several at once.
///
/// What is wrong with one entry is kept for that entry, because the others can still be checked.
struct CheckWalk: Sendable {
    private let origin: any ImageOrigin
    /// Where entries of the root are that are not at ``origin``.
    private let others: [Digest: any ImageOrigin]
    private let catalog: PlatformCatalog
    private let slots: TransferSlots
    /// The only documents of indexes to read; `nil` means all.
    private let only: Set<Digest>?
    private var bounds: IndexBounds
    private var entries: [CheckEntry] = []
    private var skipped: [ImageCheckReport.Skipped] = []

    /// An entry whose document is to be read.
    private struct Unread: Sendable {
        let position: Position
        let descriptor: Descriptor
        /// The indexes around it, from the root inwards.
        let enclosing: [Digest]
        let origin: any ImageOrigin
    }

    /// What an entry refers to.
    private enum Found: Sendable {
        case image(ImageDocuments)
        case index(Document, ImageIndex)
        /// A manifest that is no image.
        case artifact(ImageManifest)
    }

    /// Reads everything that `root` lists, or only the documents in `only`, in the order of the index; `others` says where
    /// entries of `root` are that are not at `origin`.
    static func entries(
        of root: Document, from origin: any ImageOrigin, besides others: [Digest: any ImageOrigin] = [:],
        catalog: PlatformCatalog, slots: TransferSlots, only: Set<Digest>? = nil
    ) async throws(ResolverError) -> CheckEntries {
        var walk = CheckWalk(
            origin: origin, others: others, catalog: catalog, slots: slots, only: only,
            bounds: IndexBounds(root: root))
        switch root.content {
        case .manifest(let manifest):
            if let image = try await origin.imageIfAny(root, manifest) {
                walk.entries = [
                    CheckEntry(position: [], digest: root.digest, declared: nil, image: .success(image), origin: origin)
                ]
            } else {
                walk.skip([], root.digest, .artifact(manifest))
            }
        case .index(let index):
            var open = walk.unread(root, index, at: [], inside: [], from: nil)
            while !open.isEmpty { open = try await walk.read(open) }
        }
        return CheckEntries(
            root: root, entries: walk.entries.sorted { $0.position.lexicographicallyPrecedes($1.position) },
            skipped: walk.skipped.sorted { $0.position.lexicographicallyPrecedes($1.position) })
    }

    private init(
        origin: any ImageOrigin, others: [Digest: any ImageOrigin], catalog: PlatformCatalog, slots: TransferSlots,
        only: Set<Digest>?, bounds: IndexBounds
    ) {
        self.origin = origin
        self.others = others
        self.catalog = catalog
        self.slots = slots
        self.only = only
        self.bounds = bounds
    }

    /// The entries of an index that may be images or indexes; the others are recorded. `source` is where a nested index was.
    private mutating func unread(
        _ document: Document, _ index: ImageIndex, at position: Position, inside enclosing: [Digest],
        from source: (any ImageOrigin)?
    ) -> [Unread] {
        var unread: [Unread] = []
        for (step, entry) in index.entries.enumerated() {
            let position = position + [step]
            switch entry {
            case .malformed(let entry):
                let candidate = Candidate(entry)
                entries.append(
                    CheckEntry(
                        position: position, digest: entry.digest.flatMap { try? Digest(parsing: $0) },
                        declared: candidate.declaredPlatform,
                        image: .failure(ResolverError(.malformed, "manifest \(document.digest): \(entry.flaw)")),
                        origin: source ?? origin))
            case .sound(let descriptor):
                guard only?.contains(descriptor.digest) ?? true else { continue }
                if let refusal = catalog.entryRefusal(of: Candidate(descriptor)) {
                    skip(position, descriptor.digest, refusal)
                } else {
                    unread.append(
                        Unread(
                            position: position, descriptor: descriptor, enclosing: enclosing + [document.digest],
                            origin: source ?? others[descriptor.digest] ?? origin))
                }
            }
        }
        return unread
    }

    private mutating func skip(_ position: Position, _ digest: Digest, _ refusal: Refusal) {
        skipped.append(
            ImageCheckReport.Skipped(
                position: position, digest: digest, reason: refusal.reason.rawValue, detail: refusal.detail))
    }

    /// Reads these entries, and returns those of the indexes among them. A document that is listed twice is read once.
    private mutating func read(_ open: [Unread]) async throws(ResolverError) -> [Unread] {
        var seen: Set<Descriptor> = []
        var distinct: [Unread] = []
        for entry in open where seen.insert(entry.descriptor.content).inserted {
            _ = try bounds.admit(entry.descriptor)
            distinct.append(entry)
        }
        let results = try await slots.each(distinct, cancelled: .interrupted) {
            entry throws(ResolverError) -> (Descriptor, Result<Found, ResolverError>) in
            do throws(ResolverError) {
                return (entry.descriptor.content, .success(try await Self.found(entry.descriptor, at: entry.origin)))
            } catch {
                guard error.kind != .interrupted else { throw error }
                return (entry.descriptor.content, .failure(error))
            }
        }
        let found = Dictionary(results) { first, _ in first }
        var next: [Unread] = []
        for entry in open {
            guard let result = found[entry.descriptor.content] else { continue }
            next += record(entry, result)
        }
        return next
    }

    private static func found(
        _ descriptor: Descriptor, at origin: any ImageOrigin
    ) async throws(ResolverError) -> Found {
        let document = try await origin.document(descriptor)
        switch document.content {
        case .index(let index): return .index(document, index)
        case .manifest(let manifest):
            guard let image = try await origin.imageIfAny(document, manifest) else {
                return .artifact(manifest)
            }
            return .image(image)
        }
    }

    /// Records what an entry refers to, and returns the entries of an index.
    private mutating func record(_ entry: Unread, _ result: Result<Found, ResolverError>) -> [Unread] {
        let (position, descriptor) = (entry.position, entry.descriptor)
        let image: Result<ImageDocuments, ResolverError>
        switch result {
        case .success(.image(let documents)): image = .success(documents)
        case .success(.artifact(let manifest)):
            skip(position, descriptor.digest, .artifact(manifest))
            return []
        case .success(.index(let document, let index)):
            guard !entry.enclosing.contains(document.digest) else {
                image = .failure(ResolverError(.malformed, "index \(document.digest) contains itself"))
                break
            }
            guard position.count <= Limits.indexDepth else {
                image = .failure(
                    ResolverError(
                        .malformed, "index \(document.digest) is nested more than \(Limits.indexDepth) deep"))
                break
            }
            return unread(document, index, at: position, inside: entry.enclosing, from: entry.origin)
        case .failure(let error): image = .failure(error)
        }
        entries.append(CheckEntry(position, descriptor, image, from: entry.origin))
        return []
    }
}

extension Refusal {
    /// Why a manifest is no image.
    fileprivate static func artifact(_ manifest: ImageManifest) -> Refusal {
        Refusal(.artifact, "its config has the media type '\(manifest.config.mediaType)'")
    }
}

extension Descriptor {
    /// The parts that tell documents apart.
    fileprivate var content: Descriptor {
        Descriptor(mediaType: mediaType, digest: digest, size: size, data: data)
    }
}
