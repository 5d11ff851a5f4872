import ImageModel

/// Where things are in a store: the places of the OCI image layout, and our own beside them.
struct StorePaths: Hashable, Sendable {
    /// The store's folder.
    let root: String

    /// The places in the folder `root`; an empty text is the current folder, never the machine's root.
    init(root: String) {
        self.root = root.isEmpty ? "." : root
    }

    /// The file that makes the folder a layout.
    var layout: String { "\(root)/oci-layout" }
    /// The list of the images that the store holds.
    var index: String { "\(root)/index.json" }
    /// The version of the local store.
    var version: String { "\(root)/resolve-store" }
    /// The folder of the blobs.
    var blobs: String { "\(root)/blobs" }
    /// The folder of what is under way.
    var ingest: String { "\(root)/ingest" }
    /// The folder of what references stood for when they were last asked.
    var resolutions: String { "\(root)/resolutions" }

    /// The lock of `index.json`, and the name under which a new one is written.
    var indexFiles: IngestPaths { IngestPaths(stem: IngestListing.indexStem, in: ingest) }

    /// The folder of the blobs of one algorithm.
    func blobFolder(_ algorithm: DigestAlgorithm) -> String { "\(blobs)/\(algorithm.rawValue)" }

    /// The file of one blob.
    func blob(_ digest: Digest) -> String { "\(blobFolder(digest.algorithm))/\(digest.hex)" }

    /// A name that nobody else uses, for a small file that is about to replace another.
    func temporary(_ stem: String) -> String { "\(ingest)/\(stem).\(RandomSuffix.make())\(IngestPaths.partEnding)" }

    /// The files of one blob under way.
    func ingestFiles(_ digest: Digest) -> IngestPaths { IngestPaths(of: digest, in: ingest) }
}
