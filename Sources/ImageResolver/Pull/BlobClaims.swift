import ImageModel

/// Which blobs are being fetched into which store, so that a blob that several images share is requested once.
///
/// Whoever has claimed a blob releases it when the fetch has ended, also after a failure.
actor BlobClaims {
    private struct Key: Hashable {
        let store: String
        let digest: Digest
    }

    /// Those who wait for the end of a fetch, for each claimed blob.
    private var waiting: [Key: [AsyncStream<Never>.Continuation]] = [:]

    /// Claims a blob; if another fetch has it, returns a stream that ends with that fetch.
    func claim(_ digest: Digest, in store: String) -> AsyncStream<Never>? {
        let key = Key(store: store, digest: digest)
        guard waiting[key] != nil else {
            waiting[key] = []
            return nil
        }
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        waiting[key]?.append(continuation)
        return stream
    }

    /// Claims those of `blobs` that no other fetch has; for each of the others, returns a stream that ends with its fetch.
    func claim(_ blobs: [Descriptor], in store: String) -> [Digest: AsyncStream<Never>] {
        var others: [Digest: AsyncStream<Never>] = [:]
        for blob in blobs { others[blob.digest] = claim(blob.digest, in: store) }
        return others
    }

    /// Ends the claim of a blob.
    func release(_ digest: Digest, in store: String) {
        for continuation in waiting.removeValue(forKey: Key(store: store, digest: digest)) ?? [] {
            continuation.finish()
        }
    }
}
