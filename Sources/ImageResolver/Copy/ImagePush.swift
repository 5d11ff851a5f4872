import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel
import RegistryClient
import RegistryProtocol

/// Pushes one image from this machine: choose, check that everything is present, push blobs and manifests, set the tag.
struct ImagePush: Sendable {
    let request: PushRequest
    let origin: any ImageOrigin
    /// The layout or archive.
    let local: LocalBlobs
    let slots: TransferSlots
    /// Where blobs were seen before.
    let locations: BlobLocations
    let events: @Sendable (ResolverEvent) -> Void
    let rules: @Sendable () async throws(ResolverError) -> HostRules
    /// Checks the platforms of what is pushed, or does nothing.
    let confirmPlatforms: PlatformConfirmation

    /// Pushes the image to `destination`. Nothing is written there until all content is found on this machine.
    func run(to destination: CopyDestination) async throws(ResolverError) -> CopiedImage {
        var destination = destination
        var totals = CopyTotals(image: request.source, start: ProcessFacts.now())
        let choice = try await choice(of: try await origin.root())
        let document = choice.document
        let content = try await LocalGathering.content(
            of: document, from: origin, local: local, entries: choice.entries)
        try await confirmPlatforms(choice)
        try await destination.request(slots, existingTags: .move)
        try destination.target.check(document.digest)
        try destination.recognize(document)
        events(.resolved(image: request.source, digest: document.digest, platform: nil, reason: choice.reason))
        if let note = choice.note { events(.note("\(request.source): \(note)")) }
        let target = destination.target.reference
        let outcome = try await mapError(
            { ResolverError(copy: $0, to: target) }, awaiting: try await push(document, content, to: destination))
        totals.add(outcome, at: destination)
        destination.served = outcome.served[document.digest]
        let image = totals.image(choice, [destination])
        for sentence in image.movedTags { events(.note(sentence)) }
        return image
    }

    private func choice(of root: Document) async throws(ResolverError) -> CopyChoice {
        guard !request.platforms.isEmpty else { return CopyChoice(all: root) }
        let rules = try await rules()
        guard case .some(let wanted) = try rules.wanted.selection(request.platforms) else {
            return CopyChoice(all: root)
        }
        for one in wanted { rules.warnings(about: one).forEach(events) }
        let chooser = CopyChooser(
            origin: origin, selector: rules.selector(request.source, origin), narrowing: .filter,
            keepsAttestations: false)
        let choice = try await chooser.choice(of: root, for: wanted)
        try await chooser.confirm(root, for: wanted).forEach(events)
        return choice
    }

    private func push(
        _ document: Document, _ content: LocalContent, to destination: CopyDestination
    ) async throws(RegistryError) -> CopyOutcome {
        let (image, events) = (request.source, events)
        let target = destination.target
        let source = CopyOrigin(content, knownAs: origin.formerName, to: target.reference)
        var settings = CopySettings()
        settings.locations = locations
        let copier = ImageCopier(to: destination.session, slots: slots, settings: settings) {
            $0.report(to: events, image: image)
        }
        let root = CopyRoot(document.descriptor, bytes: document.bytes, tags: target.tags)
        if destination.hasEverywhere(document.digest) { return try await copier.count([root], from: source) }
        let outcome = try await copier.copy([root], from: source)
        let referrers = ReferrersCopier(
            from: source, to: destination.session, by: copier, slots: slots, replacesTags: false,
            warn: { events(.warning("\(image): \($0)")) })
        try await referrers.list(outcome)
        return outcome
    }
}

/// Finds everything that a push needs on this machine.
///
/// Documents are held in memory, within ``IndexBounds``. For a blob, only its file is noted.
private struct LocalGathering {
    private let origin: any ImageOrigin
    private let local: LocalBlobs
    private let entries: Set<Digest>?
    private var documents: [Digest: [UInt8]] = [:]
    private var spans: [Digest: FileSpan] = [:]

    /// The content of `root` and everything below it; only `entries` of indexes, unless that is `nil`.
    static func content(
        of root: Document, from origin: any ImageOrigin, local: LocalBlobs, entries: Set<Digest>?
    ) async throws(ResolverError) -> LocalContent {
        var gathering = LocalGathering(origin: origin, local: local, entries: entries)
        try await gathering.gather(root)
        return LocalContent(documents: gathering.documents, spans: gathering.spans)
    }

    private init(origin: any ImageOrigin, local: LocalBlobs, entries: Set<Digest>?) {
        self.origin = origin
        self.local = local
        self.entries = entries
    }

    private mutating func gather(_ root: Document) async throws(ResolverError) {
        var bounds = IndexBounds(root: root)
        var open = [(document: root, depth: 0)]
        documents[root.digest] = root.bytes
        while let (document, depth) = open.popLast() {
            guard !Task.isCancelled else { throw .interrupted }
            switch document.content {
            case .manifest(let manifest):
                for blob in [manifest.config] + manifest.layers { try add(blob) }
            case .index(let index):
                try IndexBounds.check(depth: depth, of: document)
                if entries == nil { try document.checkEntries() }
                for entry in index.manifests where entries?.contains(entry.digest) ?? true {
                    guard documents[entry.digest] == nil else { continue }
                    guard MediaType.isIndex(entry.mediaType) || MediaType.isManifest(entry.mediaType) else {
                        try add(entry)
                        continue
                    }
                    guard try bounds.admit(entry) else { continue }
                    let child = try await origin.document(entry)
                    documents[child.digest] = child.bytes
                    open.append((child, depth + 1))
                }
            }
        }
    }

    private mutating func add(_ blob: Descriptor) throws(ResolverError) {
        guard spans[blob.digest] == nil else { return }
        if let span = local.span(of: blob) {
            spans[blob.digest] = span
            return
        }
        // A layer that registries may not distribute may be absent: its manifest lists other URLs for it.
        guard !blob.urls.isEmpty else { throw local.lacking([blob]) }
    }
}
