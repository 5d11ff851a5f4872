import ImageModel

/// One blob on its way.
struct BlobProgress {
    /// What is being fetched.
    let digest: Digest
    /// The blob's size in bytes.
    let size: Int64
    /// Bytes that are here, those of an earlier run included.
    private(set) var received: Int64
    /// How fast it comes.
    private(set) var rate: TransferRate

    /// A blob whose transfer begins, `received` bytes in; negative numbers count as 0.
    init(digest: Digest, size: Int64, received: Int64, at now: Int64) {
        self.digest = digest
        self.size = max(0, size)
        self.received = max(0, received)
        rate = TransferRate(bytes: self.received, at: now)
    }

    /// Whether every byte is here, and the rest is checking.
    var isWhole: Bool { received >= size }

    /// Notes that `received` bytes are here, and gives how many of them are new.
    mutating func note(received: Int64, at now: Int64) -> Int64 {
        let before = self.received
        self.received = max(0, received)
        rate.note(bytes: self.received, at: now)
        return max(0, self.received - before)
    }
}
