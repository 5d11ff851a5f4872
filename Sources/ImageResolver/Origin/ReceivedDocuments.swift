import ImageModel

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
