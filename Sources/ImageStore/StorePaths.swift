import ImageModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

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
    var indexFiles: IngestPaths { IngestPaths(stem: IngestPaths.indexStem, in: ingest) }

    /// The folder of the blobs of one algorithm.
    func blobFolder(_ algorithm: DigestAlgorithm) -> String { "\(blobs)/\(algorithm.rawValue)" }

    /// The file of one blob.
    func blob(_ digest: Digest) -> String { "\(blobFolder(digest.algorithm))/\(digest.hex)" }

    /// A name that nobody else uses, for a small file that is about to replace another.
    func temporary(_ stem: String) -> String { "\(ingest)/\(stem).\(RandomSuffix.make())\(IngestPaths.partEnding)" }

    /// The files of one blob under way.
    func ingestFiles(_ digest: Digest) -> IngestPaths { IngestPaths(of: digest, in: ingest) }
}

/// The files of one blob that is under way: `<algorithm>-<hex>` and an ending that says what it is.
struct IngestPaths: Hashable, Sendable {
    /// The ending of a file of bytes.
    static let partEnding = ".part"
    /// The ending of a lock file.
    static let lockEnding = ".lock"
    /// The ending of a file that says which bytes are durable.
    static let stateEnding = ".state"

    /// The ending of a state that is being written, before it replaces the old one.
    static let newStateEnding = ".state.new"

    /// The stem of the lock of `index.json`, and of the next `index.json`.
    static let indexStem = "index.json"
    /// The stem of the files that make a folder a store: `oci-layout` and the version.
    static let frameStem = "frame"
    /// The stem of recorded resolutions.
    static let resolutionStem = "resolution"

    /// The folder that holds them.
    let folder: String
    /// The bytes.
    let part: String
    /// Which ranges of them are durable; `nil` for a part that nobody can resume.
    let state: String?
    /// Where a new state is written before it replaces the old one.
    let stateReplacement: String?
    /// The lock that says who may write.
    let lock: String

    /// The files that all processes share, one at a time.
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

    /// A part with a random name, for one process alone, where there is no lock to be had.
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

/// Where the local store is when nobody says.
package enum StoreLocation {
    /// The folder that holds everybody's store on a machine without home folders.
    package static let system = "/var/lib/resolve"

    /// `$RESOLVE_HOME`, else `$XDG_DATA_HOME/resolve`, else `~/.local/share/resolve`, else ``system``.
    ///
    /// An empty value counts as none; so does an `XDG_DATA_HOME` that is not absolute, as its specification says.
    package static func path(resolveHome: String?, dataHome: String?, home: String?) -> String {
        if let resolveHome, !resolveHome.isEmpty { return resolveHome }
        if let dataHome, dataHome.utf8.first == UInt8(ascii: "/") { return joined(dataHome, "resolve") }
        if let home, !home.isEmpty { return joined(home, ".local/share/resolve") }
        return system
    }

    /// The folder, in the local store at `root`, of files that are wanted only while a process runs.
    package static func scratchFolder(of root: String) -> String { StorePaths(root: root).ingest }

    private static func joined(_ folder: String, _ name: String) -> String {
        folder.utf8.last == UInt8(ascii: "/") ? folder + name : "\(folder)/\(name)"
    }
}

/// The version numbers of what a store's folder holds.
enum StoreFormat {
    /// The OCI image layout's, in `oci-layout`: image-spec v1.1, image-layout.md.
    static let layoutVersion = "1.0.0"
    /// Our own, in the local store's `resolve-store`: it grows when an older program would misread a newer store.
    static let version = 1
}

/// The content of `oci-layout`: OCI image-spec v1.1, image-layout.md.
struct LayoutVersion: Hashable, Sendable, Codable {
    /// The longest file that is read as one, in bytes.
    static let limit = 4096
    /// The version that this program reads and writes.
    static let current = LayoutVersion(imageLayoutVersion: StoreFormat.layoutVersion)

    /// The version of the layout.
    var imageLayoutVersion: String

    /// States a version.
    init(imageLayoutVersion: String) {
        self.imageLayoutVersion = imageLayoutVersion
    }

    /// Reads the file; `nil` where it is something else.
    init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        self = value
    }

    /// The file's text.
    func encoded() -> String {
        #"{"imageLayoutVersion":"\#(imageLayoutVersion)"}"#
    }
}

/// Sixteen random digits, for names that no other process may choose.
enum RandomSuffix {
    /// Makes the next one.
    static func make() -> String {
        let digits = String(UInt64.random(in: 0...UInt64.max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
