import ImageModel

extension ImageStore {
    /// The bytes that a blob's part takes on the disk already, from a pull that was cut off; 0 where there is none.
    package func partBytes(_ digest: Digest) -> Int64 {
        (try? calls.status(at: paths.ingestFiles(digest).part))?.allocatedBytes ?? 0
    }
}
