import ErrorMapping
import ImageModel
import ImageStore
import PlatformModel
import RegistryClient
import RegistryProtocol

/// An image at a registry or its mirrors. Content that a store holds under its digest is not requested again.
struct RegistryOrigin: ImageOrigin {
    private let image: Reference
    /// The sessions with the endpoints; `nil` if no request is allowed (`--offline`).
    let endpoints: EndpointSessions?
    /// The stores to look into before a request.
    private let stores: [ImageStore]
    /// The digest that the tag resolved to when it was last requested.
    private let lastKnown: Digest?
    /// The digests that are used whatever the tag refers to.
    let locked: LockedImage?
    /// What pulls of several images share.
    private let reading: SharedReading?
    /// Takes notes for the user.
    private let note: @Sendable (String) -> Void
    private let responses = ReceivedDocuments()

    /// An image that has not been requested yet.
    init(
        _ image: Reference, at endpoints: EndpointSessions?, stores: [ImageStore] = [], lastKnown: Digest? = nil,
        locked: LockedImage? = nil, reading: SharedReading? = nil, note: @escaping @Sendable (String) -> Void
    ) {
        self.image = image
        self.endpoints = endpoints
        self.stores = stores
        self.lastKnown = lastKnown
        self.locked = locked
        self.reading = reading
        self.note = note
    }

    var reference: Reference? { image }

    var received: [Digest: Int64] { get async { await responses.sizes } }

    var currentDigest: Digest? { get async { await responses.currentDigest } }

    var requests: Int { get async { await responses.requests } }

    func root() async throws(ResolverError) -> Document {
        if let locked { return try await root(of: locked) }
        guard let digest = image.digest else { return try await tagged(image.tag ?? "latest") }
        // A digest in the store needs no request, not even to see whether its tag has moved.
        if let held = held(digest) { return try Document(held, digest: digest, sentAs: nil) }
        if let tag = image.tag, let current = try await current(tag)?.digest {
            await responses.noteCurrent(current)
            if current != digest { note("the tag '\(tag)' refers to \(current); the digest in the name is used") }
        }
        return try await document(digest, sentAs: nil) { session throws(RegistryError) in
            try await session.document(digest)
        }
    }

    /// The locked document. The tag is not asked for.
    private func root(of locked: LockedImage) async throws(ResolverError) -> Document {
        let digest = locked.root.digest
        if let held = held(digest) { return try Document(held, digest: digest, sentAs: locked.root.mediaType) }
        guard endpoints != nil else {
            throw ResolverError(
                .notFound, "the local store lacks the locked digest \(digest), and --offline allows no requests",
                hint: "pull it once with --locked and without --offline")
        }
        do throws(ResolverError) {
            return try await document(digest, sentAs: locked.root.mediaType) { session throws(RegistryError) in
                try await session.document(digest)
            }
        } catch {
            guard error.kind == .notFound else { throw error }
            var error = error
            error.hint = "the registry no longer has the locked digest; lock the image again with `resolve lock`"
            throw error
        }
    }

    /// Requests the tag from the next endpoint if no entry of the index matches, because a mirror may hold only part of it.
    ///
    /// If no endpoint has a match, the last error is thrown, with the platforms that the other endpoints offer.
    func choosing<Choice: Sendable>(
        from root: Document, _ choose: (Document) async throws(ResolverError) -> Choice
    ) async throws(ResolverError) -> Choice {
        var root = root
        var seen: Set<Digest> = []
        var offers: [String] = []
        while true {
            let refusal: ResolverError
            do throws(ResolverError) {
                return try await choose(root)
            } catch {
                refusal = error
            }
            guard refusal.noMatch != nil else { throw refusal.adding(offers) }
            seen.insert(root.digest)
            let offer = await endpointOfTag.map { "'\(Printable.escaped($0))' offers \(refusal.offered)" }
            let next: Document?
            do throws(ResolverError) {
                next = try await nextRoot(besides: seen, because: refusal)
            } catch {
                // The offered platforms are more useful than the fact that no other endpoint has the image.
                guard error.kind != .notFound else { throw refusal.adding(offers) }
                throw error.adding(offers + [offer].compactMap(\.self))
            }
            guard let next else { throw refusal.adding(offers) }
            if let offer { offers.append(offer) }
            root = next
        }
    }

    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document {
        if let bytes = held(descriptor) {
            return try Document(bytes, digest: descriptor.digest, sentAs: descriptor.mediaType)
        }
        if let document = await responses.document(descriptor) { return document }
        return try await document(descriptor.digest, sentAs: descriptor.mediaType) { session throws(RegistryError) in
            try await session.document(descriptor.digest, size: descriptor.size)
        }
    }

    func bytes(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8] {
        if let bytes = held(descriptor) { return bytes }
        if let bytes = await responses.blob(descriptor) { return bytes }
        guard descriptor.size <= Int64(Limits.manifestBytes) else {
            throw ResolverError(
                .malformed,
                "blob \(descriptor.digest) has \(descriptor.size) bytes; a config has at most \(Limits.manifestBytes)")
        }
        let sessions = try allowed().digests
        return try await once(descriptor.digest) { bytes throws(ResolverError) in
            bytes
        } request: { () throws(ResolverError) in
            let bytes = try await inSlot { () throws(ResolverError) in
                try await mapError(
                    ResolverError.init(registry:),
                    awaiting: try await sessions.inTurn { session throws(RegistryError) in
                        try await session.smallBlob(descriptor)
                    })
            }
            await responses.add(bytes, as: descriptor.digest)
            return (bytes, bytes)
        }
    }

    /// Requests an entry of an unknown media type as a manifest, since an index lists manifests. If none exists, it is a blob.
    func unknown(_ descriptor: Descriptor) async throws(ResolverError) -> [UInt8]? {
        if let bytes = held(descriptor) { return bytes }
        guard descriptor.size <= Int64(Limits.manifestBytes) else { return nil }
        let sessions = try allowed().digests
        let bytes: [UInt8]
        do throws(ResolverError) {
            bytes = try await inSlot { () throws(ResolverError) in
                try await mapError(
                    ResolverError.init(registry:),
                    awaiting: try await sessions.inTurn { session throws(RegistryError) in
                        try await session.document(descriptor.digest, size: descriptor.size).bytes
                    })
            }
        } catch {
            guard error.kind == .notFound else { throw error }
            return nil
        }
        await responses.add(bytes, as: descriptor.digest)
        return bytes
    }

    /// The document of a tag, which is always requested: by HEAD if the last known document is in a store, else by GET.
    private func tagged(_ tag: String) async throws(ResolverError) -> Document {
        if let lastKnown, let bytes = held(lastKnown) {
            guard let endpoints else { return try Document(bytes, digest: lastKnown, sentAs: nil) }
            if let (current, session) = try await current(tag), current == lastKnown {
                await responses.note(session, in: endpoints.tags)
                return try Document(bytes, digest: lastKnown, sentAs: nil)
            }
        }
        return try await document(tag: tag, at: try allowed().tags)
    }

    private func document(tag: String, at sessions: [RegistrySession]) async throws(ResolverError) -> Document {
        let document = try await fetched(from: sessions) { session throws(RegistryError) in
            let response = try await session.document(tag: tag)
            await responses.note(session, in: endpoints?.tags ?? [])
            return response
        }
        await reading?.add(document)
        return document
    }

    /// The document with this digest, which `fetch` requests unless another image of the same command has it.
    private func document(
        _ digest: Digest, sentAs type: String?,
        _ fetch: @escaping @Sendable (RegistrySession) async throws(RegistryError) -> FetchedDocument
    ) async throws(ResolverError) -> Document {
        let sessions = try allowed().digests
        return try await once(digest) { bytes throws(ResolverError) in
            try Document(bytes, digest: digest, sentAs: type)
        } request: { () throws(ResolverError) in
            let document = try await fetched(from: sessions, fetch)
            return (document, document.bytes)
        }
    }

    /// The digest that a tag has now, by a HEAD request.
    private func current(_ tag: String) async throws(ResolverError) -> (digest: Digest, session: RegistrySession)? {
        guard let endpoints else { return nil }
        return try await inSlot { () throws(ResolverError) in await endpoints.current(tag) }
    }

    /// What `make` makes of the bytes with this digest, if another image of the same command has received them; else the
    /// result of `request`.
    private func once<Value>(
        _ digest: Digest, _ make: ([UInt8]) throws(ResolverError) -> Value,
        request: () async throws(ResolverError) -> (Value, [UInt8])
    ) async throws(ResolverError) -> Value {
        guard let reading else { return try await request().0 }
        if let bytes = try await reading.bytes(of: digest) { return try make(bytes) }
        do throws(ResolverError) {
            let (value, bytes) = try await request()
            await reading.end(digest, with: bytes)
            return value
        } catch {
            await reading.end(digest, with: nil)
            throw error
        }
    }

    /// Performs a request; with other images, in one of the slots of all.
    private func inSlot<Value: Sendable>(
        _ request: @Sendable () async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        await responses.countRequest()
        guard let reading else { return try await request() }
        return try await reading.request(request)
    }

    /// The document of the tag at the next endpoint that has another one than those in `seen`; `nil` if there is none.
    private func nextRoot(
        besides seen: Set<Digest>, because refusal: ResolverError
    ) async throws(ResolverError) -> Document? {
        guard image.digest == nil, locked == nil, let tag = image.tag else { return nil }
        while let endpoint = await endpointOfTag {
            let rest = (endpoints?.tags ?? []).dropFirst(await responses.requestedTags)
            guard !rest.isEmpty else { return nil }
            let document = try await document(tag: tag, at: Array(rest))
            guard seen.contains(document.digest) else {
                note("'\(Printable.escaped(endpoint))' is skipped: in its index, \(refusal.message)")
                return document
            }
        }
        return nil
    }

    /// The name of the endpoint that answered the last request for the tag.
    private var endpointOfTag: String? {
        get async {
            let requested = await responses.requestedTags
            guard let tags = endpoints?.tags, requested > 0, requested <= tags.count else { return nil }
            return tags[requested - 1].reference.registry
        }
    }

    /// The response of the first endpoint that has the document. A response that cannot be parsed counts as absent.
    private func fetched(
        from sessions: [RegistrySession],
        _ fetch: @escaping @Sendable (RegistrySession) async throws(RegistryError) -> FetchedDocument
    ) async throws(ResolverError) -> Document {
        let document = try await inSlot { () throws(ResolverError) in
            try await mapError(
                failure,
                awaiting: try await sessions.inTurn { session throws(RegistryError) in
                    let response = try await fetch(session)
                    return try mapError(
                        { RegistryError(.manifest("\(response.digest)"), at: session.reference, .unreadable($0)) },
                        try Document(checked: response.bytes, digest: response.digest, sentAs: response.contentType))
                })
        }
        await responses.add(document)
        return document
    }

    private func failure(_ error: RegistryError) -> ResolverError {
        var error = ResolverError(registry: error)
        if error.kind == .network, lastKnown != nil, error.hint == nil {
            error.hint = "--offline uses what was pulled before"
        }
        return error
    }

    private func allowed() throws(ResolverError) -> EndpointSessions {
        guard let endpoints else {
            throw ResolverError(
                .notFound, "not in the local store for this platform (--offline)",
                hint: "pull it once to the local store, without --offline and -o")
        }
        return endpoints
    }

    /// The bytes in the descriptor itself or in a store. Damaged bytes count as absent.
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

/// The documents that registries have sent for one image, so nothing is requested twice and every byte is counted.
private actor ReceivedDocuments {
    private var documents: [Digest: Document] = [:]
    private var blobs: [Digest: [UInt8]] = [:]
    /// The sizes in bytes, by digest.
    private(set) var sizes: [Digest: Int64] = [:]
    /// How many endpoints were requested for the tag, in their order.
    private(set) var requestedTags = 0
    /// The digest of the tag that is written beside a digest.
    private(set) var currentDigest: Digest?
    /// How many requests were made, without those for tokens, redirects and retries.
    private(set) var requests = 0

    /// Counts a request.
    func countRequest() { requests += 1 }

    /// The document with that digest and size, if it was received.
    func document(_ descriptor: Descriptor) -> Document? {
        documents[descriptor.digest].flatMap { Int64($0.bytes.count) == descriptor.size ? $0 : nil }
    }

    /// The small blob with that digest and size, if it was received.
    func blob(_ descriptor: Descriptor) -> [UInt8]? {
        blobs[descriptor.digest].flatMap { Int64($0.count) == descriptor.size ? $0 : nil }
    }

    /// Keeps a document.
    func add(_ document: Document) {
        documents[document.digest] = document
        sizes[document.digest] = Int64(document.bytes.count)
    }

    /// Keeps a small blob.
    func add(_ bytes: [UInt8], as digest: Digest) {
        blobs[digest] = bytes
        sizes[digest] = Int64(bytes.count)
    }

    /// Notes the digest of the tag that is written beside a digest.
    func noteCurrent(_ digest: Digest) { currentDigest = digest }

    /// Notes that `session` has answered a request for the tag.
    func note(_ session: RegistrySession, in endpoints: [RegistrySession]) {
        if let index = endpoints.firstIndex(where: { $0 === session }) { requestedTags = index + 1 }
    }
}

extension ResolverError {
    /// The platforms that were offered and refused.
    fileprivate var offered: String {
        let names = (noMatch?.offered ?? []).compactMap(\.platform).map { Printable.escaped($0.full) }
        return names.isEmpty ? "no platform" : names.joined(separator: ", ")
    }

    /// The same error with the platforms that other endpoints offer.
    fileprivate func adding(_ offers: [String]) -> ResolverError {
        guard !offers.isEmpty else { return self }
        var error = self
        error.message += "; " + offers.joined(separator: "; ")
        return error
    }
}
