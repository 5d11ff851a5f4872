import ImageModel
import ImageStore
import RegistryClient
import RegistryProtocol

/// Pushes one manifest list: the images first, the list last, so that nothing stands under its name where one failed.
struct ListPush: Sendable {
    let list: ManifestList
    /// The list as it is pushed.
    let index: ImageIndex
    /// The repository of the list.
    let target: RegistrySession
    /// The places of images in other repositories, by repository.
    let places: [String: EndpointSessions]
    /// How much is done at once.
    let slots: TransferSlots
    let events: @Sendable (ResolverEvent) -> Void

    /// Pushes the list and all that it lacks.
    func run() async throws(ResolverError) -> PushedList {
        let bytes = index.encoded()
        let digest: Digest
        do throws(StoreError) {
            digest = try Digest.of(bytes)
        } catch {
            throw ResolverError(store: error)
        }
        for entry in list.entries where !entry.isTakenOver {
            do throws(ResolverError) {
                try await confirm(entry)
            } catch {
                throw error.concerning(image: entry.image.description, registry: entry.image.registry)
            }
        }
        try await bring()
        try await checkBase(digest)
        let mediaType = index.mediaType ?? MediaType.ociIndex
        do throws(PushError) {
            try await target.put(manifest: bytes, mediaType: mediaType, as: tag)
        } catch {
            throw ResolverError(push: error)
        }
        return PushedList(
            list: list, descriptor: Descriptor(mediaType: mediaType, digest: digest, size: Int64(bytes.count)))
    }

    private var tag: String { list.name.tag ?? "latest" }

    /// Warns where an image's tag has moved, and refuses one that is gone from the repository of the list.
    private func confirm(_ entry: ListEntry) async throws(ResolverError) {
        let isOwn = entry.image.name == list.name.name
        let session = isOwn ? target : places[entry.image.name]?.tags.last
        var current: Digest?
        if let session, let tag = entry.image.tag, entry.image.digest == nil {
            current = try await head(tag, at: session)?.digest
            if let current, current != entry.resolved {
                events(
                    .warning(
                        "\(entry.image): the tag has moved since the list was created: it stands for \(current) now, and "
                            + "the list has \(entry.resolved); 'resolve manifest create --amend' takes what it stands for"
                    ))
            }
        }
        guard isOwn, current != entry.descriptor.digest else { return }
        guard try await head(entry.descriptor.digest.description, at: target) != nil else {
            throw ResolverError(
                .notFound, "the registry no longer has its manifest \(entry.descriptor.digest)",
                hint: "push the image again, or take what its tag stands for now with 'resolve manifest create --amend'"
            )
        }
    }

    /// Refuses to overwrite a list that is another one by now than that which this one was begun with.
    private func checkBase(_ digest: Digest) async throws(ResolverError) {
        guard let base = list.base, let current = try await head(tag, at: target)?.digest else { return }
        guard current != base, current != digest else { return }
        throw ResolverError(
            .conflict, "the list at the registry has changed since it was appended to: it is \(current), not \(base)",
            hint: "append to what it is now: 'resolve manifest create --append'", retryable: true)
    }

    private func head(_ name: String, at session: RegistrySession) async throws(ResolverError) -> ManifestHead? {
        do throws(FetchError) {
            return try await session.manifestHead(name)
        } catch {
            throw ResolverError(fetch: error)
        }
    }
}
