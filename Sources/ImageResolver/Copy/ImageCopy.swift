import ErrorMapping
import ImageModel
import PlatformModel
import RegistryClient
import RegistryProtocol

/// Copies one image: check the names, choose, copy blobs and manifests, set the tags.
struct ImageCopy: Sendable {
    let request: CopyRequest
    let reference: Reference
    /// The endpoints of the source.
    let endpoints: EndpointSessions
    let origin: RegistryOrigin
    let slots: TransferSlots
    let events: @Sendable (ResolverEvent) -> Void
    let rules: @Sendable () async throws(ResolverError) -> HostRules
    /// The tags of the source's repository.
    let sourceTags: @Sendable () async throws(ResolverError) -> [String]

    /// Copies the image to all `destinations`, one after the other.
    func run(to destinations: [CopyDestination]) async throws(ResolverError) -> CopiedImage {
        var totals = CopyTotals(image: request.source, start: ProcessFacts.now())
        var destinations = destinations
        for index in destinations.indices { try await destinations[index].request(slots) }
        if let head = try await current(at: destinations) { return totals.image(unchanged: head, destinations) }
        let root = try await origin.root()
        let (choice, wanted) = try await choice(of: root)
        if request.allTagsOfDigest {
            let tags = try await tags(of: root.digest)
            for index in destinations.indices {
                destinations[index].target.add(tags)
                try await destinations[index].request(slots)
            }
        }
        let digest = choice.document.digest
        for destination in destinations {
            try destination.target.check(digest)
            if !request.isForced { try destination.checkTags(digest) }
        }
        events(.resolved(image: request.source, digest: digest, platform: nil, reason: choice.reason))
        if let note = choice.note { events(.note("\(request.source): \(note)")) }
        var isConfirmed = choice.platforms == nil
        for (index, destination) in destinations.enumerated() {
            if !isConfirmed, !isPresent(digest, at: destination) {
                try await confirm(root, for: wanted)
                isConfirmed = true
            }
            let filled = destinations[..<index].map(\.target.reference)
            try await copy(choice, to: destination, besides: filled, &totals)
        }
        return totals.image(choice, destinations)
    }

    /// What all names already refer to, if that is the source's digest.
    ///
    /// Only digests are compared. A request for more than the names needs a closer look.
    private func current(at destinations: [CopyDestination]) async throws(ResolverError) -> ManifestHead? {
        let needsMore =
            request.isForced || request.withReferrers || request.allTagsOfDigest || !request.platforms.isEmpty
        guard !needsMore, let head = destinations.first?.common,
            destinations.allSatisfy({ $0.common?.digest == head.digest })
        else { return nil }
        var digest = reference.digest
        if digest == nil, let tag = reference.tag { digest = await endpoints.current(tag)?.digest }
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
        CopyChooser(
            origin: origin, selector: rules.selector(request.source, origin), narrowing: request.narrowing,
            keepsAttestations: request.withReferrers)
    }

    private func confirm(_ root: Document, for wanted: [Wanted]) async throws(ResolverError) {
        let chooser = chooser(try await rules())
        let remarks = try await origin.choosing(from: root) { root throws(ResolverError) in
            try await chooser.confirm(root, for: wanted)
        }
        remarks.forEach(events)
    }

    /// The tags of the source that refer to that digest.
    private func tags(of digest: Digest) async throws(ResolverError) -> [String] {
        let tags = try await sourceTags()
        guard let session = endpoints.lastOfTags else { return [] }
        let digests = try await slots.each(tags, cancelled: .interrupted) { tag throws(ResolverError) in
            try await mapError(ResolverError.init(registry:), awaiting: try await session.manifestHead(tag)?.digest)
        }
        return zip(tags, digests).filter { $1 == digest }.map(\.0)
    }

    private func isPresent(_ digest: Digest, at destination: CopyDestination) -> Bool {
        let names = destination.target.tags + [digest.description]
        return !request.isForced && names.contains { destination.has(digest, under: $0) }
    }

    private func copy(
        _ choice: CopyChoice, to destination: CopyDestination, besides filled: [Reference], _ totals: inout CopyTotals
    ) async throws(ResolverError) {
        let target = destination.target.reference
        let document = choice.document
        let names = destination.target.tags
        let missing = request.isForced ? names : names.filter { !destination.has(document.digest, under: $0) }
        let neighbours = filled.filter { $0.registry == target.registry }.map(\.repository)
        let source = CopyOrigin(reference, at: endpoints.digests, to: target, besides: neighbours)
        let root = CopyRoot(document.descriptor, bytes: document.bytes, tags: missing, entries: choice.entries)
        if isPresent(document.digest, at: destination), !request.withReferrers {
            for tag in missing {
                _ = try await mapError(
                    { ResolverError(copy: $0, to: target) },
                    awaiting: try await destination.session.put(
                        manifest: document.bytes, mediaType: document.mediaType, as: tag))
            }
        } else {
            try await mapError(
                { ResolverError(copy: $0, to: target) },
                awaiting: try await copy(root, from: source, to: destination, &totals))
        }
    }

    /// Copies the image and, if requested, its referrers, and registers what refers to another manifest.
    private func copy(
        _ root: CopyRoot, from source: CopyOrigin, to destination: CopyDestination, _ totals: inout CopyTotals
    ) async throws(RegistryError) {
        let (image, events) = (request.source, events)
        let copier = ImageCopier(to: destination.session, slots: slots, checksAll: request.isForced) {
            $0.report(to: events, image: image)
        }
        let outcome = try await copier.copy([root], from: source)
        totals.add(outcome)
        let referrers = ReferrersCopier(
            from: source, to: destination.session, by: copier, slots: slots, replacesTags: request.isForced,
            warn: { events(.warning("\(image): \($0)")) })
        try await referrers.list(outcome)
        guard request.withReferrers else { return }
        let (attached, outcomes) = try await referrers.copy(attachedTo: outcome.digests)
        totals.add(attached)
        for outcome in outcomes { totals.add(outcome) }
    }
}

/// Sums up the parts of one copy.
struct CopyTotals {
    private let image: String
    private let start: Double
    private var referrers: [Digest] = []
    private var bytes: [BlobOutcome: Int64] = [:]

    /// The totals of a copy that starts at `start`, in seconds since 1970.
    init(image: String, start: Double) {
        self.image = image
        self.start = start
    }

    /// Adds the blobs of one part.
    mutating func add(_ copy: CopyOutcome) {
        for outcome in [BlobOutcome.sent, .present, .mounted] {
            bytes[outcome] = bytes[outcome, default: 0].addingClamped(copy.bytes(outcome))
        }
    }

    /// Adds referrers of the image.
    mutating func add(_ attached: [Descriptor]) {
        for descriptor in attached where !referrers.contains(descriptor.digest) { referrers.append(descriptor.digest) }
    }

    /// The result of a copy that is complete at all its destinations.
    func image(_ choice: CopyChoice, _ destinations: [CopyDestination]) -> CopiedImage {
        image(choice.document.digest, index: choice.index, choice, destinations)
    }

    /// The result if nothing had to be copied.
    func image(unchanged head: ManifestHead, _ destinations: [CopyDestination]) -> CopiedImage {
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
