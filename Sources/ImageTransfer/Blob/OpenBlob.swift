import ImageStore

/// A blob under way: its part and the hasher that reads behind the writer.
struct OpenBlob: Sendable {
    /// The part.
    let ingest: Ingest
    /// The part's hasher.
    let hasher: BlobHasher
    /// How far the part is written.
    let written: WrittenFront

    /// All bytes before this offset are in the file.
    var reach: Int64 { written.offset }

    /// Opens the hasher of a part that has just begun.
    init(_ ingest: Ingest, progress: @escaping @Sendable (Int64) -> Void) throws(StoreError) {
        self.ingest = ingest
        hasher = try ingest.makeHasher(progress: progress)
        written = WrittenFront(ingest.resumableFrom)
    }

    /// Ends it without success, so that a later pull goes on from what is here.
    ///
    /// An error of the disk on this way out would only hide the one that led here.
    func keep() async {
        let reach = reach
        try? await ingest.keepForResume(reach > 0 ? [0..<reach] : [])
    }
}
