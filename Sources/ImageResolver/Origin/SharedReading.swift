import ErrorMapping
import ImageModel
import RegistryClient

/// What pulls of several images share while they read documents: the slots of their transfers, and the documents themselves.
///
/// A document is requested before layers that wait, so that the layers of later images are known early; but documents take half
/// of the slots at most, because reading them uses little of a connection's capacity.
struct SharedReading: Sendable {
    private let slots: TransferSlots
    private let lanes: TransferSlots
    private let claims = BlobClaims()
    private let documents = SharedDocuments()

    /// Shares `slots`, of which there are `count`.
    init(slots: TransferSlots, count: Int) {
        self.slots = slots
        lanes = TransferSlots(count: max(1, count / 2))
    }

    /// Performs a request for a document in a slot; after an overload of the server, with fewer slots.
    func request<Value: Sendable>(
        _ work: @Sendable () async throws(ResolverError) -> Value
    ) async throws(ResolverError) -> Value {
        while true {
            let result = await lanes.run { await slots.run(.urgent) { await outcome(work) } } ?? nil
            guard let result else { throw .interrupted }
            if case .failure(let error) = result, error.isOverload, await slots.shrink() != nil { continue }
            return try result.get()
        }
    }

    /// The bytes with this digest, if another image has received them or is receiving them.
    ///
    /// If the result is `nil`, the caller requests them, and then calls ``end(_:with:)``.
    func bytes(of digest: Digest) async throws(ResolverError) -> [UInt8]? {
        while true {
            if let bytes = await documents.bytes(of: digest) { return bytes }
            guard let other = await claims.claim(digest, in: "") else { return nil }
            for await _ in other {}
            guard !Task.isCancelled else { throw .interrupted }
        }
    }

    /// Ends the request for a document, and keeps its bytes if it was received.
    func end(_ digest: Digest, with bytes: [UInt8]?) async {
        if let bytes { await documents.add(bytes, as: digest) }
        await claims.release(digest, in: "")
    }

    /// Keeps the bytes of a document that was requested by tag.
    func add(_ document: Document) async {
        await documents.add(document.bytes, as: document.digest)
    }
}

/// The documents that were received last, by digest.
private actor SharedDocuments {
    private var held: [Digest: [UInt8]] = [:]
    /// The digests, oldest first.
    private var order: [Digest] = []
    private var size = 0

    /// The most bytes that are kept.
    private static let mostBytes = 8 << 20

    func bytes(of digest: Digest) -> [UInt8]? { held[digest] }

    func add(_ bytes: [UInt8], as digest: Digest) {
        guard held.updateValue(bytes, forKey: digest) == nil else { return }
        order.append(digest)
        size += bytes.count
        while size > Self.mostBytes, order.count > 1 {
            size -= held.removeValue(forKey: order.removeFirst())?.count ?? 0
        }
    }
}
