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

extension ListPush {
    /// Brings the images of other repositories into that of the list, as they are: within a registry their blobs are mounted,
    /// from another one they are sent.
    func bring() async throws(ResolverError) {
        for (name, entries) in elsewhere {
            guard let image = entries.first?.image, let places = places[name] else { continue }
            let source = CopyOrigin(image, at: places.digests, to: list.name)
            let roots = entries.map { entry in
                var descriptor = entry.descriptor
                descriptor.platform = nil
                return CopyRoot(descriptor, bytes: entry.manifest)
            }
            let (events, subject) = (events, "\(image)")
            let copier = ImageCopier(to: target, slots: slots) { $0.tell(events, image: subject) }
            do throws(CopyError) {
                _ = try await copier.copy(roots, from: source)
            } catch {
                throw ResolverError(copy: error, to: list.name)
                    .concerning(image: image.description, registry: image.registry)
            }
        }
    }

    /// The images of other repositories, by repository, in the order of the list.
    private var elsewhere: [(String, [ListEntry])] {
        let others = list.entries.filter { !$0.isTakenOver && $0.image.name != list.name.name }
        let names = others.map(\.image.name)
        let unique = names.indices.filter { names.firstIndex(of: names[$0]) == $0 }.map { names[$0] }
        return unique.map { name in (name, others.filter { $0.image.name == name }) }
    }
}

/// A manifest list that stands at its registry.
public struct PushedList: Sendable {
    /// The list.
    public let list: ManifestList
    /// Its type, digest and size.
    public let descriptor: Descriptor
}

/// What becomes of the list on this machine when it is pushed.
public enum LocalListFate: Sendable {
    /// It stays, to be changed and pushed again.
    case kept
    /// It is removed.
    case removed
}
