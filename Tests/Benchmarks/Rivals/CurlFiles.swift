/// The floor: curl, which knows all digests and checks nothing, writes every piece to a file, eight at a time.
struct CurlFiles: Contestant {
    /// What is done with the files afterwards.
    enum Sequel: Sendable {
        /// Nothing.
        case nothing
        /// They are brought to the disk.
        case synced
        /// They are hashed.
        case hashed
    }

    private let sequel: Sequel

    /// curl, and then `sequel`.
    init(then sequel: Sequel = .nothing) {
        self.sequel = sequel
    }

    var name: String {
        switch sequel {
        case .nothing: "curl -Z"
        case .synced: "curl -Z, sync -d"
        case .hashed: "curl -Z, openssl dgst"
        }
    }

    func obstacle() -> String? { missing("curl", "openssl", "sync") }

    func commands(for pull: Pull) -> [Command] {
        let pieces = pull.image.pieces
        let files = pieces.map { pull.file($0.hexadecimal) }
        let accept = "Accept: " + pull.image.documents.map(\.mediaType).joined(separator: ", ")
        let targets = zip(files, pieces).flatMap { ["-o", $0, pull.image.address(of: $1, on: pull.authority)] }
        let curl = Command("curl", ["-q", "-s", "-S", "-f", "-H", accept, "-Z", "--parallel-max", "8"] + targets)
        switch sequel {
        case .nothing: return [curl]
        case .synced: return [curl, Command("sync", ["-d"] + files)]
        case .hashed: return [curl, Command("openssl", ["dgst", "-sha256"] + files)]
        }
    }
}
