import ErrorMapping
import ImageModel
import ImageStore

/// The members of a tar file by name, found in one pass that reads only headers.
///
/// Of two members with the same name, the later one counts, as when a tar file is unpacked; members that list the archive's
/// contents must not be repeated.
struct ArchiveListing: Sendable {
    /// The member that lists the images of an OCI archive.
    static let index = "index.json"
    /// The member that lists the images of a Docker archive.
    static let manifest = "manifest.json"

    private static let onceOnly: Set = [index, manifest, "oci-layout"]
    private var members: [String: ArchiveMember] = [:]

    /// Lists the tar file `archive`.
    init(of archive: FileSpan) throws(ArchiveError) {
        let input = try mapError(ArchiveError.store, try ArchiveInput(archive))
        let reader = try ArchiveReader(input, as: .tar)
        var count = 0
        while let entry = try reader.next() {
            count += 1
            guard count <= Limits.archiveMembers else { throw .tooManyMembers(limit: Limits.archiveMembers) }
            // No image names a member whose name is not text.
            guard let written = entry.name, let name = try Self.plainName(written) else { continue }
            let member = try Self.member(entry, name, in: archive)
            guard members.updateValue(member, forKey: name) == nil || !Self.onceOnly.contains(name) else {
                throw .repeated(member: name)
            }
        }
    }

    /// Whether the archive has a member with this name.
    func has(_ name: String) -> Bool { members[name] != nil }

    /// The location of a file's bytes; `nil` if the archive does not have it.
    func file(_ name: String) throws(ArchiveError) -> FileSpan? {
        guard let member = members[name] else { return nil }
        guard case .file(let span) = member else { throw .notFile(member: name, kind: member.description) }
        return span
    }

    /// The bytes of a document; `nil` if the archive does not have it.
    func document(_ name: String) throws(ArchiveError) -> [UInt8]? {
        guard let span = try file(name) else { return nil }
        guard span.size <= Int64(Limits.manifestBytes) else {
            throw .tooLarge(member: name, size: span.size, limit: Limits.manifestBytes)
        }
        return try mapError(ArchiveError.store, try span.bytes(limit: Limits.manifestBytes))
    }

    /// The member that holds a blob: OCI image-spec v1.1, image-layout.md.
    static func blob(_ digest: Digest) -> String { "blobs/\(digest.algorithm.rawValue)/\(digest.hex)" }

    /// `name` without `./` and without a trailing slash; `nil` for the archive's root folder.
    ///
    /// - Throws: ``ArchiveError/escapes(member:)`` for a name that leads out of the archive.
    static func plainName(_ name: String) throws(ArchiveError) -> String? {
        guard name.utf8.first != UInt8(ascii: "/") else { throw .escapes(member: name) }
        let parts = name.split(separator: "/", omittingEmptySubsequences: true).filter { $0 != "." }
        guard !parts.contains("..") else { throw .escapes(member: name) }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }

    private static func member(
        _ entry: TarEntry, _ name: String, in archive: FileSpan
    ) throws(ArchiveError) -> ArchiveMember {
        switch entry.kind {
        case .folder: return .folder
        case .link: return .link
        case .other: return .other
        case .file:
            let available = max(0, archive.size - entry.offset)
            guard entry.size >= 0, entry.size <= available else {
                throw .cut(member: name, size: entry.size, available: available)
            }
            return .file(FileSpan(path: archive.path, offset: archive.offset + entry.offset, size: entry.size))
        }
    }
}

/// One member of an archive.
private enum ArchiveMember: Sendable {
    /// A file, and the location of its bytes.
    case file(FileSpan)
    /// A folder.
    case folder
    /// A link, which is never followed.
    case link
    /// Anything else.
    case other

    var description: String {
        switch self {
        case .file: "a file"
        case .folder: "a directory"
        case .link: "a link"
        case .other: "a special file"
        }
    }
}
