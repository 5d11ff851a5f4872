import ImageModel
import ImageStore
import PlatformModel
import RegistryClient
import RegistryProtocol

/// Pushes one image from this machine: choose, see that all is there, bring blobs and manifests, give the tag.
struct ImagePush: Sendable {
    let request: PushRequest
    let source: OpenSource
    /// Where the image lies.
    let local: LocalBlobs
    let slots: TransferSlots
    let events: @Sendable (ResolverEvent) -> Void
    let rules: @Sendable () async throws(ResolverError) -> HostRules

    /// Brings the image to `destination`; nothing is written there before all that is pushed was found here.
    func run(to destination: CopyDestination) async throws(ResolverError) -> CopiedImage {
        var destination = destination
        var account = CopyAccount(image: request.source, start: ProcessFacts.now())
        let choice = try await choice(of: try await source.origin.root())
        let document = choice.document
        var gathering = LocalGathering(origin: source.origin, local: local, entries: choice.entries)
        let content = try await gathering.content(of: document)
        try await destination.ask(slots)
        try destination.target.check(document.digest)
        events(.resolved(image: request.source, digest: document.digest, platform: nil, word: choice.word))
        if let note = choice.note { events(.note("\(request.source): \(note)")) }
        if destination.common?.digest != document.digest {
            do throws(CopyError) {
                try await push(document, content, to: destination, &account)
            } catch {
                throw ResolverError(copy: error, to: destination.target.reference)
            }
        }
        return account.image(choice, [destination])
    }

    private func choice(of root: Document) async throws(ResolverError) -> CopyChoice {
        guard !request.platforms.isEmpty else { return CopyChoice(all: root) }
        let rules = try await rules()
        guard case .some(let wanted) = try rules.wanted.selection(request.platforms) else {
            return CopyChoice(all: root)
        }
        for one in wanted { rules.warnings(about: one).forEach(events) }
        let chooser = CopyChooser(
            origin: source.origin, selector: rules.selector(request.source, source), narrowing: .filter,
            keepsAttestations: false)
        let choice = try await chooser.choice(of: root, for: wanted)
        for remark in try await chooser.confirm(root, for: wanted) { events(remark.event(about: request.source)) }
        return choice
    }

    private func push(
        _ document: Document, _ content: LocalContent, to destination: CopyDestination, _ account: inout CopyAccount
    ) async throws(CopyError) {
        let (image, events) = (request.source, events)
        let target = destination.target
        let origin = CopyOrigin(content, knownAs: source.formerName, to: target.reference)
        let copier = ImageCopier(to: destination.session, slots: slots) { $0.tell(events, image: image) }
        let outcome = try await copier.copy(
            [CopyRoot(document.descriptor, bytes: document.bytes, tags: target.tags)], from: origin)
        account.add(outcome)
        let referrers = ReferrersCopier(
            from: origin, to: destination.session, by: copier, slots: slots, replacesTags: false,
            warn: { events(.warning("\(image): \($0)")) })
        try await referrers.list(outcome)
    }
}

/// Gathers what is pushed of an image that lies on this machine, and sees that all of it is there.
///
/// Documents are held in memory, within bounds; of blobs it is only noted where they are.
struct LocalGathering {
    private let origin: any ImageOrigin
    private let local: LocalBlobs
    private let entries: Set<Digest>?
    private var documents: [Digest: [UInt8]] = [:]
    private var spans: [Digest: FileSpan] = [:]
    private var bytes: Int64 = 0

    /// A gathering of what is in `local`, of lists only what `entries` names, where that is not nil.
    init(origin: any ImageOrigin, local: LocalBlobs, entries: Set<Digest>?) {
        self.origin = origin
        self.local = local
        self.entries = entries
    }

    /// The content of `root` and of all below it.
    mutating func content(of root: Document) async throws(ResolverError) -> LocalContent {
        var open = [(document: root, depth: 0)]
        try count(root)
        while let (document, depth) = open.popLast() {
            guard !Task.isCancelled else { throw .interrupted }
            switch document.content {
            case .manifest(let manifest):
                for blob in [manifest.config] + manifest.layers { try add(blob) }
            case .index(let index):
                guard depth <= Limits.indexDepth else {
                    throw ResolverError(
                        .malformed, "index \(document.digest) is nested more than \(Limits.indexDepth) deep")
                }
                for entry in index.manifests where entries?.contains(entry.digest) ?? true {
                    guard documents[entry.digest] == nil else { continue }
                    guard MediaType.isIndex(entry.mediaType) || MediaType.isManifest(entry.mediaType) else {
                        try add(entry)
                        continue
                    }
                    let child = try await origin.document(entry)
                    try count(child)
                    open.append((child, depth + 1))
                }
            }
        }
        return LocalContent(documents: documents, spans: spans)
    }

    private mutating func count(_ document: Document) throws(ResolverError) {
        bytes += Int64(document.bytes.count)
        guard bytes <= Int64(Limits.indexBytes) else {
            throw ResolverError(.malformed, "its lists name documents of more than \(Limits.indexBytes) bytes")
        }
        guard documents.count < Limits.indexDocuments else {
            throw ResolverError(.malformed, "its lists name more than \(Limits.indexDocuments) documents")
        }
        documents[document.digest] = document.bytes
    }

    private mutating func add(_ blob: Descriptor) throws(ResolverError) {
        guard spans[blob.digest] == nil else { return }
        if let span = local.span(of: blob) {
            spans[blob.digest] = span
            return
        }
        // A layer that registries may not have need not be here either: its manifest says where else it is.
        guard !blob.urls.isEmpty else {
            throw ResolverError(.notFound, "\(local.words) lacks blob \(blob.digest)")
        }
    }
}
