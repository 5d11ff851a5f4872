import ImageModel

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
