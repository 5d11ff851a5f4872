import ImageModel
import ImageStore

/// The members of a tar by their names, found in one pass that reads headers alone.
///
/// Of two members of one name the later one counts, as when a tar is unpacked; those that say what is in the archive may
/// stand there once only.
struct ArchiveListing: Sendable {
    /// The list of what is in an OCI archive.
    static let index = "index.json"
    /// The list of what is in Docker's archives.
    static let manifest = "manifest.json"

    private static let onceOnly: Set = [index, manifest, "oci-layout"]
    private var members: [String: ArchiveMember] = [:]

    /// Lists the tar that `archive` is.
    init(of archive: FileSpan) throws(ArchiveError) {
        let input: ArchiveInput
        do throws(StoreError) { input = try ArchiveInput(archive) } catch { throw .store(error) }
        let reader = try ArchiveReader(input, as: .tar)
        var count = 0
        while let entry = try reader.next() {
            count += 1
            guard count <= Limits.archiveMembers else { throw .tooManyMembers(limit: Limits.archiveMembers) }
            // What has no name that is text is nothing that an image names.
            guard let written = entry.name, let name = try MemberName.plain(written) else { continue }
            let member = try Self.member(entry, name, in: archive)
            guard members.updateValue(member, forKey: name) == nil || !Self.onceOnly.contains(name) else {
                throw .repeated(member: name)
            }
        }
    }

    /// Whether there is a member of that name.
    func has(_ name: String) -> Bool { members[name] != nil }

    /// Where the bytes of a file are; `nil` where there is no such member.
    func file(_ name: String) throws(ArchiveError) -> FileSpan? {
        guard let member = members[name] else { return nil }
        guard case .file(let span) = member else { throw .notFile(member: name, kind: member.words) }
        return span
    }

    /// The bytes of a document; `nil` where there is no such member.
    func document(_ name: String) throws(ArchiveError) -> [UInt8]? {
        guard let span = try file(name) else { return nil }
        guard span.size <= Int64(Limits.manifestBytes) else {
            throw .tooLarge(member: name, size: span.size, limit: Limits.manifestBytes)
        }
        do throws(StoreError) { return try span.bytes(limit: Limits.manifestBytes) } catch { throw .store(error) }
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
