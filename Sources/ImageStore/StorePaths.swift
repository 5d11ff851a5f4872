import ImageModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The paths of the files in a store: those of the OCI image layout, and this program's own beside them.
struct StorePaths: Hashable, Sendable {
    /// The store's folder.
    let root: String

    /// The paths in the folder `root`; an empty text is the current folder, never `/`.
    init(root: String) {
        self.root = root.isEmpty ? "." : root
    }

    /// The file that makes the folder a layout.
    var layout: String { "\(root)/oci-layout" }
    /// The index of the images in the store.
    var index: String { "\(root)/index.json" }
    /// The version of the local store.
    var version: String { "\(root)/resolve-store" }
    /// The folder of the blobs.
    var blobs: String { "\(root)/blobs" }
    /// The folder of blobs in progress.
    var ingest: String { "\(root)/ingest" }
    /// The folder of recorded resolutions.
    var resolutions: String { "\(root)/resolutions" }
    /// The folder of known locations of blobs at registries.
    var locations: String { "\(root)/locations" }

    /// The lock of `index.json`, and the file in which its replacement is written.
    var indexFiles: IngestPaths { IngestPaths(stem: IngestPaths.indexStem, in: ingest) }

    /// The folder of all blobs of one digest algorithm.
    func blobFolder(_ algorithm: DigestAlgorithm) -> String { "\(blobs)/\(algorithm.rawValue)" }

    /// The file of a blob.
    func blob(_ digest: Digest) -> String { "\(blobFolder(digest.algorithm))/\(digest.hex)" }

    /// A unique name for a small file that is about to replace another.
    func temporary(_ stem: String) -> String { "\(ingest)/\(stem).\(RandomSuffix.make())\(IngestPaths.partEnding)" }

    /// The files of a blob in progress.
    func ingestFiles(_ digest: Digest) -> IngestPaths { IngestPaths(of: digest, in: ingest) }
}

/// The files of one blob in progress, named `<algorithm>-<hex>` plus an ending that states their purpose.
struct IngestPaths: Hashable, Sendable {
    /// The ending of the file that holds the bytes.
    static let partEnding = ".part"
    /// The ending of a lock file.
    static let lockEnding = ".lock"
    /// The ending of the file that records which bytes are durable.
    static let stateEnding = ".state"

    /// The ending of a state file while it is written, before it replaces the old one.
    static let newStateEnding = ".state.new"

    /// The stem of the lock of `index.json`, and of the next `index.json`.
    static let indexStem = "index.json"
    /// The stem of the files that make a folder a store: `oci-layout` and the version.
    static let frameStem = "frame"
    /// The stem of recorded resolutions.
    static let resolutionStem = "resolution"

    /// The folder that holds the files.
    let folder: String
    /// The file that holds the bytes.
    let part: String
    /// The file that records the durable ranges; `nil` for a part that no process can resume.
    let state: String?
    /// The file in which a new state is written before it replaces the old one.
    let stateReplacement: String?
    /// The lock of the right to write.
    let lock: String

    /// The files shared by all processes, which take turns with the lock.
    init(of digest: Digest, in folder: String) {
        self.init(stem: Self.stem(of: digest), in: folder)
    }

    /// The files whose names begin with `stem`.
    init(stem: String, in folder: String) {
        self.folder = folder
        part = "\(folder)/\(stem)\(Self.partEnding)"
        state = "\(folder)/\(stem)\(Self.stateEnding)"
        stateReplacement = "\(folder)/\(stem)\(Self.newStateEnding)"
        lock = "\(folder)/\(stem)\(Self.lockEnding)"
    }

    /// A part with a random name for this process alone, for use without a lock.
    init(privateFor digest: Digest, in folder: String) {
        self.folder = folder
        part = "\(folder)/\(Self.stem(of: digest)).\(RandomSuffix.make())\(Self.partEnding)"
        state = nil
        stateReplacement = nil
        lock = "\(folder)/\(Self.stem(of: digest))\(Self.lockEnding)"
    }

    private static func stem(of digest: Digest) -> String {
        "\(digest.algorithm.rawValue)-\(digest.hex)"
    }
}

/// The version numbers of the formats in a store's folder.
enum StoreFormat {
    /// The version of the OCI image layout, in `oci-layout`: image-spec v1.1, image-layout.md.
    static let layoutVersion = "1.0.0"
    /// The version of the local store, in `resolve-store`: it increases when an older program would misread a newer store.
    static let version = 1
}

/// The content of `oci-layout`: OCI image-spec v1.1, image-layout.md.
struct LayoutVersion: Hashable, Sendable, Codable {
    /// The length of the longest `oci-layout` that is read, in bytes.
    static let limit = 4096
    /// The version that this program reads and writes.
    static let current = LayoutVersion(imageLayoutVersion: StoreFormat.layoutVersion)

    /// The version of the layout.
    var imageLayoutVersion: String

    /// A layout of the given version.
    init(imageLayoutVersion: String) {
        self.imageLayoutVersion = imageLayoutVersion
    }

    /// Reads the file's bytes; `nil` if they are not valid.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = value
    }

    /// The file's text.
    func encoded() -> String {
        #"{"imageLayoutVersion":"\#(imageLayoutVersion)"}"#
    }
}

/// Sixteen random hexadecimal digits, which make a file name unique among processes.
enum RandomSuffix {
    /// Makes a new suffix.
    static func make() -> String {
        let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
