import ImageModel
import ImageStore
import ImageTransfer
import RegistryProtocol

/// An image at a registry; what the local store holds of it under a digest is not asked for again.
struct RegistryOrigin: ImageOrigin {
    /// The image.
    let reference: Reference
    /// The session with the registry; `nil` when nothing may be asked (`--offline`).
    let session: RegistrySession?
    /// The stores that are looked into first.
    let stores: [ImageStore]
    /// The document that the tag stood for when it was last asked.
    let lastKnown: Digest?
    /// Takes notes for the user.
    let note: @Sendable (String) -> Void

    private let sent = ReceivedDocuments()

    /// An image that nothing has been asked of yet.
    init(
        reference: Reference, session: RegistrySession?, stores: [ImageStore], lastKnown: Digest?,
        note: @escaping @Sendable (String) -> Void
    ) {
        self.reference = reference
        self.session = session
        self.stores = stores
        self.lastKnown = lastKnown
        self.note = note
    }

    var received: [Digest: Int64] { get async { await sent.sizes } }

    func root() async throws(ResolverError) -> Document {
        guard let digest = reference.digest else { return try await tagged(reference.tag ?? "latest") }
        // What is held is not asked about, not even whether its tag has moved.
        if let held = held(digest) { return try Document(held, digest: digest, sentAs: nil) }
        if let tag = reference.tag, let current = await session?.digest(ofTag: tag), current != digest {
            note("the tag '\(tag)' stands for \(current) now; the digest that was given decides")
        }
        return try await fetched { session throws(FetchError) in try await session.document(digest) }
    }

    func document(_ descriptor: Descriptor) async throws(ResolverError) -> Document {
        if let bytes = held(descriptor) {
            return try Document(bytes, digest: descriptor.digest, sentAs: descriptor.mediaType)
        }
        if let document = await sent.document(descriptor) { return document }
        return try await fetched { session throws(FetchError) in
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
        let session = try asked()
        let bytes: [UInt8]
        do throws(FetchError) {
            bytes = try await session.smallBlob(descriptor)
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
        let session = try asked()
        let bytes: [UInt8]
        do throws(FetchError) {
            bytes = try await session.document(descriptor.digest, size: descriptor.size).bytes
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
            let isCurrent = session == nil ? true : await session?.digest(ofTag: tag) == lastKnown
            if isCurrent { return try Document(bytes, digest: lastKnown, sentAs: nil) }
        }
        return try await fetched { session throws(FetchError) in try await session.document(tag: tag) }
    }

    private func fetched(
        _ fetch: (RegistrySession) async throws(FetchError) -> FetchedDocument
    ) async throws(ResolverError) -> Document {
        let session = try asked()
        let answer: FetchedDocument
        do throws(FetchError) {
            answer = try await fetch(session)
        } catch {
            var error = ResolverError(fetch: error)
            if error.kind == .network, lastKnown != nil {
                error.hint = "what was pulled before is there with --offline"
            }
            throw error
        }
        let document = try Document(answer.bytes, digest: answer.digest, sentAs: answer.contentType)
        await sent.add(document)
        return document
    }

    private func asked() throws(ResolverError) -> RegistrySession {
        guard let session else {
            throw ResolverError(
                .notFound, "the local store does not hold it for this platform, and --offline asks nobody",
                hint: "pull it once without --offline")
        }
        return session
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
