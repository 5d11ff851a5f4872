/// How a blob came to be in the store.
package struct BlobArrival: Hashable, Sendable {
    /// Bytes that came over the network, those of broken attempts included.
    package let fetchedBytes: Int64
    /// Whether nothing was fetched: another process, or an earlier pull, had brought it.
    package let wasThere: Bool
}

/// What happens to one blob.
package enum BlobEvent: Hashable, Sendable {
    /// Its transfer begins, after `resumedFrom` bytes that are here already.
    case started(resumedFrom: Int64)
    /// So many of its bytes are here and hashed.
    case progressed(received: Int64)
}
