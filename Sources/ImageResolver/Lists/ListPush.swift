import ErrorMapping
import ImageModel
import ImageStore
import RegistryClient
import RegistryProtocol

/// A manifest list that was pushed to its registry.
public struct PushedList: Sendable {
    /// The manifest list.
    public let list: ManifestList
    /// Its media type, digest and size.
    public let descriptor: Descriptor
}

/// Pushes one manifest list: its images first and the index last, so a failure does not change its tag.
struct ListPush: Sendable {
    let list: ManifestList
    /// The index to push.
    let index: ImageIndex
    /// The repository of the manifest list.
    let target: RegistrySession
    /// The endpoints of images in other repositories, by repository.
    let endpoints: [String: EndpointSessions]
    /// Limits how much is transferred at once.
    let slots: TransferSlots
    /// Where blobs were seen before.
    let locations: BlobLocations
    let events: @Sendable (ResolverEvent) -> Void

    /// Pushes the manifest list and every image that its repository lacks.
    func run() async throws(ResolverError) -> PushedList {
        let bytes = index.encoded()
        let digest = try mapError(ResolverError.init(store:), try Digest.of(bytes))
        for entry in list.entries where !entry.isTakenOver {
            try await mapError(
                ResolverError.concerning(entry.image.description, registry: entry.image.registry),
                awaiting: try await confirm(entry))
        }
        for (name, entries) in entriesElsewhere { try await copy(entries, from: endpoints[name]) }
        try await checkBase(digest)
        let mediaType = index.mediaType ?? MediaType.ociIndex
        _ = try await mapError(
            ResolverError.init(registry:),
            awaiting: try await target.put(manifest: bytes, mediaType: mediaType, as: tag))
        return PushedList(
            list: list, descriptor: Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count)))
    }

    private var tag: String { list.name.tag ?? "latest" }

    /// Warns if the tag of an image has moved, and refuses an image that its repository no longer contains.
    private func confirm(_ entry: ListEntry) async throws(ResolverError) {
        let isOwn = entry.image.name == list.name.name
        let session = isOwn ? target : endpoints[entry.image.name]?.lastOfTags
        var current: Digest?
        if let session, let tag = entry.image.tag, entry.image.digest == nil {
            current = try await head(tag, at: session)?.digest
            if let current, current != entry.resolved {
                events(
                    .warning(
                        "\(entry.image): the tag has moved since the manifest list was created: it now refers to "
                            + "\(current), and the list has \(entry.resolved); 'resolve manifest create --amend' "
                            + "uses the new one"))
            }
        }
        guard isOwn, current != entry.descriptor.digest else { return }
        guard try await head(entry.descriptor.digest.description, at: target) != nil else {
            throw ResolverError(
                .notFound, "the registry no longer has its manifest \(entry.descriptor.digest)",
                hint: "push the image again, or use what its tag refers to now with 'resolve manifest create --amend'")
        }
    }

    /// Refuses to overwrite a list that has changed since entries were appended to it.
    private func checkBase(_ digest: Digest) async throws(ResolverError) {
        guard let base = list.base, let current = try await head(tag, at: target)?.digest else { return }
        guard current != base, current != digest else { return }
        throw ResolverError(
            .conflict,
            "the manifest list at the registry has changed since it was appended to: it is \(current), not \(base)",
            hint: "append to the new one with 'resolve manifest create --append'", retryable: true)
    }

    private func head(_ name: String, at session: RegistrySession) async throws(ResolverError) -> ManifestHead? {
        try await mapError(ResolverError.init(registry:), awaiting: try await session.manifestHead(name))
    }

    /// Copies images of another repository unchanged. Within a registry, their blobs are mounted.
    private func copy(_ entries: [ListEntry], from endpoints: EndpointSessions?) async throws(ResolverError) {
        guard let image = entries.first?.image, let endpoints else { return }
        let source = CopyOrigin(image, at: endpoints.digests, to: list.name)
        let roots = entries.map { entry in
            var descriptor = entry.descriptor
            descriptor.platform = nil
            return CopyRoot(descriptor, bytes: entry.manifest)
        }
        let (events, subject) = (events, "\(image)")
        var settings = CopySettings()
        settings.locations = locations
        let copier = ImageCopier(to: target, slots: slots, settings: settings) {
            $0.report(to: events, image: subject)
        }
        _ = try await mapError(
            { ResolverError(copy: $0, to: list.name).concerning(image: image.description, registry: image.registry) },
            awaiting: try await copier.copy(roots, from: source))
    }

    /// The images of other repositories, by repository, in the order of the manifest list.
    private var entriesElsewhere: [(String, [ListEntry])] {
        let others = list.entries.filter { !$0.isTakenOver && $0.image.name != list.name.name }
        let names = others.map(\.image.name)
        let unique = names.indices.filter { names.firstIndex(of: names[$0]) == $0 }.map { names[$0] }
        return unique.map { name in (name, others.filter { $0.image.name == name }) }
    }
}
