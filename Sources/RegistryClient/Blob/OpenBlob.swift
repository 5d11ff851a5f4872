import ImageStore

/// A blob under way: its part and the hasher that reads behind the writer.
struct OpenBlob: Sendable {
    /// The part.
    let ingest: Ingest
    /// The part's hasher.
    let hasher: BlobHasher
    /// Which bytes of the part are written.
    let written: WrittenRanges
    /// What came over the network for it.
    let traffic: TrafficCount
    /// When what is written is noted for whoever resumes.
    let noting: DurabilityNotes

    /// All bytes before this offset are in the file.
    var reach: Int64 { written.prefixEnd }

    /// Opens the hasher of a part that has just begun.
    init(_ ingest: Ingest, traffic: TrafficCount, progress: @escaping @Sendable (Int64) -> Void) throws(StoreError) {
        self.ingest = ingest
        self.traffic = traffic
        hasher = try ingest.makeHasher(progress: progress)
        noting = DurabilityNotes(noted: ingest.resumed.byteCount)
        written = WrittenRanges(ingest.resumed)
    }

    /// Ends it without success, so that a later pull goes on from what is here.
    ///
    /// An error of the disk on this way out would only hide the one that led here.
    func keep() async {
        try? await ingest.keepForResume(written.held.ranges)
    }
}
