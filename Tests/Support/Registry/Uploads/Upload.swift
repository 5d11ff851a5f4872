/// One upload that a registry has opened and not ended.
struct Upload: Sendable {
    /// The repository it is for.
    let repository: String
    /// The bytes so far.
    var bytes: [UInt8] = []
    /// How often its state has changed; the address that was given last holds it.
    var state = 0
    /// Whether a chunk was too short to be followed by another.
    var isShort = false

    /// What the address must hold, to the letter: an escape that is undone or doubled makes another address of it.
    var mark: String { "_state=s\(state)%2F%3D&x=%3d" }
}

/// The parts of a path below `blobs/uploads/`.
struct UploadPath {
    /// The repository.
    let repository: String
    /// The upload; `nil` where one is to be opened.
    let identifier: String?

    /// Reads a path; `nil` where it is none of an upload.
    init?(_ path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 6, parts[0].isEmpty, parts[1] == "v2", parts[parts.count - 3] == "blobs",
            parts[parts.count - 2] == "uploads"
        else { return nil }
        repository = parts[2..<(parts.count - 3)].joined(separator: "/")
        identifier = parts.last.flatMap { $0.isEmpty ? nil : $0 }
    }
}
