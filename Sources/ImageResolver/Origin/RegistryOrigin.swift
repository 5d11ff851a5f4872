import ImageModel
import ImageStore
import RegistryClient
import RegistryProtocol

/// An image at a registry or its mirrors; what the local store holds of it under a digest is not asked for again.
struct RegistryOrigin: ImageOrigin {
    /// The image.
    let reference: Reference
    /// The sessions with the places; `nil` when nothing may be asked (`--offline`).
    let places: EndpointSessions?
    /// The stores that are looked into first.
    let stores: [ImageStore]
    /// The document that the tag stood for when it was last asked.
    let lastKnown: Digest?
    /// Takes notes for the user.
    let note: @Sendable (String) -> Void

    private let sent = ReceivedDocuments()
    private let search: TagSearch

    /// An image that nothing has been asked of yet.
    init(
        reference: Reference, places: EndpointSessions?, stores: [ImageStore], lastKnown: Digest?,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.reference = reference
        self.places = places
        search = TagSearch(places?.tags ?? [])
        self.stores = stores
        self.lastKnown = lastKnown
        self.note = note
    }

    var received: [Digest: Int64] { get async { await sent.sizes } }

    var rootEndpoint: String? { get async { await search.place } }

    func root() async throws(ResolverError) -> Document {
        guard let digest = reference.digest else { return try await tagged(reference.tag ?? "latest") }
        // What is held is not asked about, not even whether its tag has moved.
        if let held = held(digest) { return try Document(held, digest: digest, sentAs: nil) }
        if let tag = reference.tag, let current = await places?.current(tag)?.digest, current != digest {
            note("the tag '\(tag)' stands for \(current) now; the digest that was given decides")
        }
        return try await fetched(from: try asked().digests) { session throws(FetchError) in
            try await session.document(digest)
        }
    }

    func otherRoot(besides seen: Set<Digest>, because refusal: ResolverError) async throws(ResolverError) -> Document? {
        guard reference.digest == nil, let tag = reference.tag else { return nil }
        while true {
            let (place, rest) = (await search.place, await search.rest)
            guard let place, !rest.isEmpty else { return nil }
            let document = try await document(tag: tag, at: rest)
            guard seen.contains(document.digest) else {
                note("'\(Printable.escaped(place))' is passed over: in its list, \(refusal.message)")
                return document
            }
        }
    }

    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document {
        if let bytes = held(descriptor) {
            return try Document(bytes, digest: descriptor.digest, sentAs: descriptor.mediaType)
        }
        if let document = await sent.document(descriptor) { return document }
        return try await fetched(from: try asked().digests) { session throws(FetchError) in
            try await session.document(descriptor.digest, size: descriptor.size)
        }
    }

    func bytes(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8] {
        if let bytes = held(descriptor) { return bytes }
        if let bytes = await sent.blob(descriptor) { return bytes }
        guard descriptor.size <= Int64(Limits.manifestBytes) else {
            throw ResolverError(
                .malformed,
                "blob \(descriptor.digest) has \(descriptor.size) bytes, a config has at most \(Limits.manifestBytes)")
        }
        let sessions = try asked().digests
        let bytes: [UInt8]
        do throws(FetchError) {
            bytes = try await sessions.inTurn { session throws(FetchError) in try await session.smallBlob(descriptor) }
        } catch {
            throw ResolverError(fetch: error)
        }
        await sent.add(bytes, as: descriptor.digest)
        return bytes
    }

    /// A list names manifests, so an entry of an unknown kind is asked for as one; what is none is a blob.
    func unknown(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8]? {
        if let bytes = held(descriptor) { return bytes }
        guard descriptor.size <= Int64(Limits.manifestBytes) else { return nil }
        let sessions = try asked().digests
        let bytes: [UInt8]
        do throws(FetchError) {
            bytes = try await sessions.inTurn { session throws(FetchError) in
                try await session.document(descriptor.digest, size: descriptor.size).bytes
            }
        } catch {
            let error = ResolverError(fetch: error)
            guard error.kind == .notFound else { throw error }
            return nil
        }
        await sent.add(bytes, as: descriptor.digest)
        return bytes
    }

    /// A tag is always asked: with a HEAD when the document that it last stood for is here, else with a GET.
    private func tagged(_ tag: String) async throws(ResolverError) -> Document {
        if let lastKnown, let bytes = held(lastKnown) {
            guard let places else { return try Document(bytes, digest: lastKnown, sentAs: nil) }
            if let (current, place) = await places.current(tag), current == lastKnown {
                await search.note(answerOf: place)
                return try Document(bytes, digest: lastKnown, sentAs: nil)
            }
        }
        return try await document(tag: tag, at: try asked().tags)
    }

    private func document(tag: String, at sessions: [RegistrySession]) async throws(ResolverError) -> Document {
        let search = search
        return try await fetched(from: sessions) { session throws(FetchError) in
            let answer = try await session.document(tag: tag)
            await search.note(answerOf: session)
            return answer
        }
    }

    /// What the first place sends that has a document; one that cannot be read is as good as none.
    private func fetched(
        from sessions: [RegistrySession], _ fetch: (RegistrySession) async throws(FetchError) -> FetchedDocument
    ) async throws(ResolverError) -> Document {
        let document: Document
        do throws(FetchError) {
            document = try await sessions.inTurn { session throws(FetchError) in
                let answer = try await fetch(session)
                do throws(ManifestError) {
                    return try Document(checked: answer.bytes, digest: answer.digest, sentAs: answer.contentType)
                } catch {
                    throw .unreadable(error, answer.digest)
                }
            }
        } catch {
            var error = ResolverError(fetch: error)
            if error.kind == .network, lastKnown != nil {
                error.hint = "what was pulled before is there with --offline"
            }
            throw error
        }
        await sent.add(document)
        return document
    }

    private func asked() throws(ResolverError) -> EndpointSessions {
        guard let places else {
            throw ResolverError(
                .notFound, "the local store does not hold it for this platform, and --offline asks nobody",
                hint: "pull it once without --offline")
        }
        return places
    }

    /// What a descriptor carries along, or a store holds; damaged bytes count as absent.
    private func held(_ descriptor: Descriptor) -> [UInt8]? {
        let bytes = descriptor.data ?? held(descriptor.digest)
        guard let bytes, Int64(bytes.count) == descriptor.size else { return nil }
        guard descriptor.data != nil else { return bytes }
        return (try? Digest.of(bytes, algorithm: descriptor.digest.algorithm)) == descriptor.digest ? bytes : nil
    }

    private func held(_ digest: Digest) -> [UInt8]? {
        for store in stores {
            if let bytes = try? store.read(digest, limit: Limits.manifestBytes) { return bytes }
        }
        return nil
    }
}

/// What a registry has sent for one image: nothing of it is asked for twice, and its bytes are counted.
actor ReceivedDocuments {
    private var documents: [Digest: Document] = [:]
    private var blobs: [Digest: [UInt8]] = [:]
    /// The bytes that came, by digest.
    private(set) var sizes: [Digest: Int64] = [:]

    /// The document of that digest and size, if it has come.
    func document(_ descriptor: Descriptor) -> Document? {
        documents[descriptor.digest].flatMap { Int64($0.bytes.count) == descriptor.size ? $0 : nil }
    }

    /// The small blob of that digest and size, if it has come.
    func blob(_ descriptor: Descriptor) -> [UInt8]? {
        blobs[descriptor.digest].flatMap { Int64($0.count) == descriptor.size ? $0 : nil }
    }

    /// Keeps a document that has come.
    func add(_ document: Document) {
        documents[document.digest] = document
        sizes[document.digest] = Int64(document.bytes.count)
    }

    /// Keeps a small blob that has come.
    func add(_ bytes: [UInt8], as digest: Digest) {
        blobs[digest] = bytes
        sizes[digest] = Int64(bytes.count)
    }
}
