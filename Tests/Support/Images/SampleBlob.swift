/// Bytes with their type and digest.
public struct SampleBlob: Sendable {
    /// The media type that a descriptor of them names.
    public let mediaType: String
    /// The bytes.
    public let bytes: [UInt8]
    /// The digest of the bytes.
    public let digest: String

    /// Bytes of this type.
    public init(mediaType: String, bytes: [UInt8], algorithm: SampleDigest = .sha256) {
        self.mediaType = mediaType
        self.bytes = bytes
        digest = algorithm.text(of: bytes)
    }

    /// The number of bytes.
    public var size: Int { bytes.count }

    /// The members that every descriptor of them has.
    public var descriptor: [(String, JSONText)] {
        [("mediaType", .string(mediaType)), ("digest", .string(digest)), ("size", .number(size))]
    }
}

/// A layer: its blob, and the digest of the tar in it.
public struct SampleLayer: Sendable {
    /// The layer as it is transferred.
    public let blob: SampleBlob
    /// The digest of the uncompressed tar.
    public let diffID: String

    /// A layer, whose digest may be that of other bytes.
    public init(blob: SampleBlob, diffID: String) {
        self.blob = blob
        self.diffID = diffID
    }
}
