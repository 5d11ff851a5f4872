import ImageModel
import PlatformModel
import RegistryClient
import RegistryProtocol

/// Copies one image: look at the names, choose, bring blobs and manifests, give the tags.
struct ImageCopy: Sendable {
    let request: CopyRequest
    let reference: Reference
    let places: EndpointSessions
    let origin: RegistryOrigin
    let slots: TransferSlots
    let events: @Sendable (ResolverEvent) -> Void
    let rules: @Sendable () async throws(ResolverError) -> HostRules
    /// The tags of the source's repository.
    let sourceTags: @Sendable () async throws(ResolverError) -> [String]

    /// Copies the image to all `destinations`, one after the other.
    func run(to destinations: [CopyDestination]) async throws(ResolverError) -> CopiedImage {
        let start = ProcessFacts.now()
        var account = CopyAccount(image: request.source, start: start)
        var destinations = destinations
        for place in destinations.indices { try await destinations[place].ask(slots) }
        if let head = try await standing(at: destinations) { return account.image(standing: head, destinations) }
        let root = try await origin.root()
        let (choice, wanted) = try await choice(of: root)
        if request.allTagsOfDigest {
            let tags = try await tags(of: root.digest)
            for place in destinations.indices {
                destinations[place].target.add(tags)
                try await destinations[place].ask(slots)
            }
        }
        let digest = choice.document.digest
        for destination in destinations {
            try destination.target.check(digest)
            if !request.isForced { try destination.checkTags(digest) }
        }
        events(.resolved(image: request.source, digest: digest, platform: nil, word: choice.word))
        if let note = choice.note { events(.note("\(request.source): \(note)")) }
        var isConfirmed = choice.platforms == nil
        for (place, destination) in destinations.enumerated() {
            if !isConfirmed, !isThere(digest, at: destination) {
                try await confirm(root, for: wanted)
                isConfirmed = true
            }
            let filled = destinations[..<place].map(\.target.reference)
            try await copy(choice, to: destination, besides: filled, &account)
        }
        return account.image(choice, destinations)
    }

    /// What all names stand for already, where that is what the source stands for.
    ///
    /// Only the digests are asked for; who wants more than the names looks closer.
    private func standing(at destinations: [CopyDestination]) async throws(ResolverError) -> ManifestHead? {
        let asksMore =
            request.isForced || request.withReferrers || request.allTagsOfDigest || !request.platforms.isEmpty
        guard !asksMore, let head = destinations.first?.common,
            destinations.allSatisfy({ $0.common?.digest == head.digest })
        else { return nil }
        var digest = reference.digest
        if digest == nil, let tag = reference.tag { digest = await places.current(tag)?.digest }
        guard digest == head.digest else { return nil }
        for destination in destinations { try destination.target.check(head.digest) }
        return head
    }

    private func choice(of root: Document) async throws(ResolverError) -> (CopyChoice, [Wanted]) {
        guard !request.platforms.isEmpty else { return (CopyChoice(all: root), []) }
        let rules = try await rules()
        guard case .some(let wanted) = try rules.wanted.selection(request.platforms) else {
            return (CopyChoice(all: root), [])
        }
        for one in wanted { rules.warnings(about: one).forEach(events) }
        let chooser = chooser(rules)
        let choice = try await origin.choosing(from: root) { root throws(ResolverError) in
            try await chooser.choice(of: root, for: wanted)
        }
        return (choice, wanted)
    }

    private func chooser(_ rules: HostRules) -> CopyChooser {
        let source = OpenSource(origin: origin, places: places, reference: reference, local: nil, tag: nil)
        return CopyChooser(
            origin: origin, selector: rules.selector(request.source, source), narrowing: request.narrowing,
            keepsAttestations: request.withReferrers)
    }

    private func confirm(_ root: Document, for wanted: [Wanted]) async throws(ResolverError) {
        let chooser = chooser(try await rules())
        let remarks = try await origin.choosing(from: root) { root throws(ResolverError) in
            try await chooser.confirm(root, for: wanted)
        }
        for remark in remarks { events(remark.event(about: request.source)) }
    }

    /// The tags of the source that stand for that digest.
    private func tags(of digest: Digest) async throws(ResolverError) -> [String] {
        let tags = try await sourceTags()
        guard let session = places.tags.last else { return [] }
        do throws(CopyError) {
            let heads = try await slots.each(tags) { tag throws(CopyError) in
                do throws(FetchError) {
                    return try await session.manifestHead(tag)?.digest
                } catch {
                    throw .fetch(error)
                }
            }
            return zip(tags, heads).filter { $1 == digest }.map(\.0)
        } catch {
            throw ResolverError(copy: error, to: reference)
        }
    }

    private func isThere(_ digest: Digest, at destination: CopyDestination) -> Bool {
        let names = destination.target.tags + [digest.description]
        return !request.isForced && names.contains { destination.has(digest, under: $0) }
    }

    private func copy(
        _ choice: CopyChoice, to destination: CopyDestination, besides filled: [Reference], _ account: inout CopyAccount
    ) async throws(ResolverError) {
        let target = destination.target.reference
        let document = choice.document
        let names = destination.target.tags
        let missing = request.isForced ? names : names.filter { !destination.has(document.digest, under: $0) }
        let neighbours = filled.filter { $0.registry == target.registry }.map(\.repository)
        let source = CopyOrigin(reference, at: places.digests, to: target, besides: neighbours)
        do throws(CopyError) {
            if isThere(document.digest, at: destination), !request.withReferrers {
                try await tag(document, missing, at: destination.session)
                return
            }
            let copier = ImageCopier(
                to: destination.session, slots: slots, checksAll: request.isForced
            ) {
                [events, image = request.source] in $0.tell(events, image: image)
            }
            let root = CopyRoot(document.descriptor, bytes: document.bytes, tags: missing, entries: choice.entries)
            let outcome = try await copier.copy([root], from: source)
            account.add(outcome)
            try await attach(to: outcome, source, destination, copier, &account)
        } catch {
            throw ResolverError(copy: error, to: target)
        }
    }

    private func tag(_ document: Document, _ tags: [String], at session: RegistrySession) async throws(CopyError) {
        for tag in tags {
            do throws(PushError) {
                _ = try await session.put(manifest: document.bytes, mediaType: document.mediaType, as: tag)
            } catch {
                throw .push(error)
            }
        }
    }

    /// Copies what is attached, where that is wanted, and lists at the target what is itself attached to something.
    private func attach(
        to outcome: CopyOutcome, _ source: CopyOrigin, _ destination: CopyDestination, _ copier: ImageCopier,
        _ account: inout CopyAccount
    ) async throws(CopyError) {
        let (image, events) = (request.source, events)
        let referrers = ReferrersCopier(
            from: source, to: destination.session, by: copier, slots: slots, replacesTags: request.isForced,
            warn: { events(.warning("\(image): \($0)")) })
        try await referrers.list(outcome)
        guard request.withReferrers else { return }
        let (attached, outcomes) = try await referrers.copy(attachedTo: outcome.digests)
        account.add(attached)
        for outcome in outcomes { account.add(outcome) }
    }
}

/// Sums up what the parts of one copy came to.
struct CopyAccount {
    private let image: String
    private let start: Double
    private var referrers: [Digest] = []
    private var bytes: [BlobFate: Int64] = [:]

    /// A copy that has just begun, `start` being the time in seconds.
    init(image: String, start: Double) {
        self.image = image
        self.start = start
    }

    /// Takes what one part came to.
    mutating func add(_ outcome: CopyOutcome) {
        for fate in [BlobFate.sent, .present, .mounted] {
            let (sum, isOver) = bytes[fate, default: 0].addingReportingOverflow(outcome.bytes(fate))
            bytes[fate] = isOver ? .max : sum
        }
    }

    /// Takes manifests that are attached to the image.
    mutating func add(_ attached: [Descriptor]) {
        for descriptor in attached where !referrers.contains(descriptor.digest) { referrers.append(descriptor.digest) }
    }

    /// The image, whole at all its destinations.
    func image(_ choice: CopyChoice, _ destinations: [CopyDestination]) -> CopiedImage {
        image(choice.document.digest, index: choice.index, choice, destinations)
    }

    /// The image of which nothing had to be copied.
    func image(standing head: ManifestHead, _ destinations: [CopyDestination]) -> CopiedImage {
        let isIndex = head.mediaType.map(MediaType.isIndex) ?? false
        return image(head.digest, index: isIndex ? head.digest : nil, nil, destinations)
    }

    private func image(
        _ digest: Digest, index: Digest?, _ choice: CopyChoice?, _ destinations: [CopyDestination]
    ) -> CopiedImage {
        let targets = destinations.flatMap { destination in
            let tags = destination.target.tags
            let names: [String?] = tags.isEmpty ? [nil] : tags
            return names.map { tag in
                CopiedImage.Target(
                    name: destination.target.reference.name, tag: tag,
                    wasThere: destination.has(digest, under: tag ?? digest.description))
            }
        }
        return CopiedImage(
            image: image, digest: digest, index: index, platforms: choice?.platforms, targets: targets,
            referrers: referrers, bytes: bytes[.sent] ?? 0, bytesPresent: bytes[.present] ?? 0,
            bytesMounted: bytes[.mounted] ?? 0, seconds: ProcessFacts.now() - start)
    }
}
