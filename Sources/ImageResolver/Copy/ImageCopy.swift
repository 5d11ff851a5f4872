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
    /// Where blobs were seen before.
    let locations: BlobLocations
    let events: @Sendable (ResolverEvent) -> Void
    let rules: @Sendable () async throws(ResolverError) -> HostRules
    /// The tags of the source's repository.
    let sourceTags: @Sendable () async throws(ResolverError) -> [String]
    /// Checks the platforms of what is copied, or does nothing.
    let confirmPlatforms: PlatformConfirmation

    /// Copies the image to all `destinations`, one after the other.
    func run(to destinations: [CopyDestination]) async throws(ResolverError) -> CopiedImage {
        var totals = CopyTotals(image: request.source, start: ProcessFacts.now())
        var destinations = destinations
        for index in destinations.indices {
            try await destinations[index].request(slots, existingTags: request.existingTags)
        }
        if let head = try await current(at: destinations) {
            await count(in: destinations, &totals)
            return totals.image(unchanged: head, destinations)
        }
        let root = try await origin.root()
        let (choice, wanted) = try await choice(of: root)
        if request.allTagsOfDigest {
            let tags = try await tags(of: root.digest)
            for index in destinations.indices {
                destinations[index].target.add(tags)
                try await destinations[index].request(slots, existingTags: request.existingTags)
            }
        }
        let digest = choice.document.digest
        for index in destinations.indices {
            try destinations[index].target.check(digest)
            try destinations[index].recognize(choice.document)
            try destinations[index].checkTags(digest, request)
        }
        try await confirmPlatforms(choice)
        events(.resolved(image: request.source, digest: digest, platform: nil, reason: choice.reason))
        if let note = choice.note { events(.note("\(request.source): \(note)")) }
        var isConfirmed = choice.platforms == nil
        for (index, destination) in destinations.enumerated() {
            if !isConfirmed, !isPresent(digest, at: destination) {
                try await confirm(root, for: wanted)
                isConfirmed = true
            }
            let filled = destinations[..<index].map(\.target.reference)
            destinations[index].served = try await copy(choice, to: destination, besides: filled, &totals)
        }
        let image = totals.image(choice, destinations)
        for sentence in image.movedTags { events(.note(sentence)) }
        return image
    }

    /// Counts the blobs of an image that all destinations have, if that is requested. That it cannot be read is no failure.
    private func count(in destinations: [CopyDestination], _ totals: inout CopyTotals) async {
        guard request.countsPresent, let root = try? await origin.root() else { return }
        for destination in destinations {
            let source = CopyOrigin(reference, at: endpoints.digests, to: destination.target.reference)
            let counted = try? await copier(to: destination).count(
                [CopyRoot(root.descriptor, bytes: root.bytes)], from: source)
            if let counted { totals.add(counted, at: destination) }
        }
    }

    /// What all names already refer to, if that is the source's digest.
    ///
    /// Only digests are compared. A request for more than the names needs a closer look.
    private func current(at destinations: [CopyDestination]) async throws(ResolverError) -> ManifestHead? {
        let needsMore =
            request.isForced || request.withReferrers || request.allTagsOfDigest || request.checksPlatforms
            || !request.platforms.isEmpty
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

    /// Copies what was chosen; returns the digest by which the registry serves it, if it was written.
    private func copy(
        _ choice: CopyChoice, to destination: CopyDestination, besides filled: [Reference], _ totals: inout CopyTotals
    ) async throws(ResolverError) -> Digest? {
        let target = destination.target.reference
        let document = choice.document
        let names = destination.target.tags
        let missing = request.isForced ? names : names.filter { !destination.has(document.digest, under: $0) }
        let neighbours = filled.filter { $0.registry == target.registry }.map(\.repository)
        let source = CopyOrigin(reference, at: endpoints.digests, to: target, besides: neighbours)
        let root = CopyRoot(document.descriptor, bytes: document.bytes, tags: missing, entries: choice.entries)
        guard isPresent(document.digest, at: destination), !request.withReferrers else {
            return try await mapError(
                { ResolverError(copy: $0, to: target) },
                awaiting: try await copy(root, from: source, to: destination, &totals))
        }
        var served: Digest?
        for tag in missing {
            served = try await mapError(
                { ResolverError(copy: $0, to: target) },
                awaiting: try await destination.session.put(
                    manifest: document.bytes, mediaType: document.mediaType, as: tag)
            ).digest
        }
        if request.countsPresent, let counted = try? await copier(to: destination).count([root], from: source) {
            totals.add(counted, at: destination)
        }
        return served
    }

    private func copier(to destination: CopyDestination) -> ImageCopier {
        let (image, events) = (request.source, events)
        var settings = CopySettings()
        settings.checks = request.isForced ? .blobs : .manifests
        settings.countsPresent = request.countsPresent
        settings.locations = locations
        return ImageCopier(to: destination.session, slots: slots, settings: settings) {
            $0.report(to: events, image: image)
        }
    }

    /// Copies the image and, if requested, its referrers, and registers what refers to another manifest.
    private func copy(
        _ root: CopyRoot, from source: CopyOrigin, to destination: CopyDestination, _ totals: inout CopyTotals
    ) async throws(RegistryError) -> Digest? {
        let (image, events) = (request.source, events)
        let copier = copier(to: destination)
        let outcome = try await copier.copy([root], from: source)
        totals.add(outcome, at: destination)
        let referrers = ReferrersCopier(
            from: source, to: destination.session, by: copier, slots: slots, replacesTags: request.isForced,
            warn: { events(.warning("\(image): \($0)")) })
        try await referrers.list(outcome)
        let served = outcome.served[root.descriptor.digest]
        guard request.withReferrers else { return served }
        let (attached, outcomes) = try await referrers.copy(attachedTo: outcome.digests)
        totals.add(attached)
        for outcome in outcomes { totals.add(outcome, at: destination) }
        return served
    }
}

/// Sums up the parts of one copy.
struct CopyTotals {
    private let image: String
    private let start: Double
    private var referrers: [Digest] = []
    /// The outcome of each blob in each repository.
    private var blobs: [String: [Digest: (size: Int64, outcome: BlobOutcome)]] = [:]

    /// The totals of a copy that starts at `start`, in seconds since 1970.
    init(image: String, start: Double) {
        self.image = image
        self.start = start
    }

    /// Adds the blobs of one part. A blob that an earlier part brought to the same repository is not counted again.
    mutating func add(_ copy: CopyOutcome, at destination: CopyDestination) {
        blobs[destination.target.reference.name, default: [:]].merge(copy.blobs) { first, _ in first }
    }

    /// The bytes of the blobs with that outcome; `Int64.max` on overflow.
    private func bytes(_ outcome: BlobOutcome) -> Int64 {
        let sizes = blobs.values.flatMap { $0.values.filter { $0.outcome == outcome } }.map(\.size)
        return sizes.reduce(0) { $0.addingClamped($1) }
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
        let targets = destinations.flatMap { $0.names(of: digest) }
        return CopiedImage(
            image: image, digest: targets.first?.digest ?? digest, index: index, platforms: choice?.platforms,
            targets: targets, referrers: referrers, bytes: bytes(.sent), bytesPresent: bytes(.present),
            bytesMounted: bytes(.mounted), bytesElsewhere: bytes(.elsewhere), seconds: ProcessFacts.now() - start)
    }
}

extension CopiedImage {
    /// A sentence for each tag that referred to something else.
    var movedTags: [String] {
        targets.compactMap { target in
            guard let tag = target.tag, let replaced = target.replaced else { return nil }
            return "\(target.name):\(tag) was moved; it referred to \(replaced)"
        }
    }
}
