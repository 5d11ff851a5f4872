import ErrorMapping
import ImageModel
import ImageStore

/// The members of a tar file by name, found in one pass that reads only headers.
///
/// Of two members with the same name, the later one counts, as when a tar file is unpacked; members that list the archive's
/// contents must not be repeated. Links lead to other members, never out of the archive, and only those of members that
/// are wanted are followed.
struct ArchiveListing: Sendable {
    /// The member that lists the images of an OCI archive.
    static let index = "index.json"
    /// The member that lists the images of a Docker archive.
    static let manifest = "manifest.json"

    private static let onceOnly: Set = [index, manifest, "oci-layout"]
    private static let blockSize: Int64 = 512
    private var members: [String: ArchiveMember] = [:]
    /// Whether a block of zeros behind the last member marks the end, as it should: POSIX.1-2017, pax, "ustar Interchange
    /// Format". Without it, members may be missing.
    private(set) var isEnded = false

    /// Lists the tar file `archive`.
    init(of archive: FileSpan) throws(ArchiveError) {
        let input = try mapError(ArchiveError.store, try ArchiveInput(archive))
        let reader = try ArchiveReader(input, as: .tar)
        var count = 0
        var end: Int64 = 0
        while let entry = try reader.next() {
            count += 1
            if case .file = entry.kind {
                end = entry.offset.addingClamped(max(0, entry.size))
            } else {
                end = entry.offset
            }
            guard count <= Limits.archiveMembers else { throw .tooManyMembers(limit: Limits.archiveMembers) }
            // No image names a member whose name is not text, or that long.
            guard let written = entry.name, written.utf8.count <= Limits.archiveNameBytes,
                let name = try Self.plainName(written)
            else { continue }
            let member = try Self.member(entry, name, in: archive)
            guard members.updateValue(member, forKey: name) == nil || !Self.onceOnly.contains(name) else {
                throw .repeated(member: name)
            }
        }
        let padding = (Self.blockSize - end % Self.blockSize) % Self.blockSize
        isEnded = reader.position >= end.addingClamped(padding + Self.blockSize)
    }

    /// Whether the archive has a member with this name.
    func has(_ name: String) -> Bool { members[name] != nil }

    /// The location of a file's bytes, also behind links; `nil` if the archive does not have it.
    func file(_ name: String) throws(ArchiveError) -> FileSpan? {
        var path = name
        for _ in 0...Limits.archiveLinks {
            guard let (link, member) = member(at: path) else {
                guard path != name else { return nil }
                throw .link(member: name, leadsTo: .nothing(path))
            }
            switch member {
            case .file(let span): return span
            case .folder, .other: throw .notFile(member: name, kind: member.description)
            case .symbolicLink(let target), .hardLink(let target):
                let start = if case .hardLink = member { "" } else { Self.folder(of: link) }
                let written = "\(start)\(target)\(path.dropFirst(link.count))"
                let outside = ArchiveError.link(member: name, leadsTo: .outside(target))
                guard target.utf8.first != UInt8(ascii: "/") else { throw outside }
                guard let next = try mapError({ (_: ArchiveError) in outside }, try Self.plainName(written)) else {
                    throw .notFile(member: name, kind: ArchiveMember.folder.description)
                }
                path = next
            }
        }
        throw .link(member: name, leadsTo: .tooManyLinks(limit: Limits.archiveLinks))
    }

    /// The member `path`; if there is none, the link to a folder that the path begins with.
    private func member(at path: String) -> (name: String, ArchiveMember)? {
        if let member = members[path] { return (path, member) }
        let slashes = path.indices.filter { path[$0] == "/" }
        for slash in slashes.prefix(Limits.archiveFolderDepth) {
            let folder = String(path[..<slash])
            if case .symbolicLink? = members[folder], let link = members[folder] { return (folder, link) }
        }
        return nil
    }

    /// The folder of the member `name`, with a slash at its end; empty for the archive's root folder.
    private static func folder(of name: String) -> String {
        name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
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

    /// `name` without `./`, `..` and a trailing slash; `nil` for the archive's root folder.
    ///
    /// - Throws: ``ArchiveError/escapes(member:)`` for a name that leads out of the archive.
    static func plainName(_ name: String) throws(ArchiveError) -> String? {
        guard name.utf8.first != UInt8(ascii: "/") else { throw .escapes(member: name) }
        var parts: [Substring] = []
        for part in name.split(separator: "/") where part != "." {
            guard part == ".." else {
                parts.append(part)
                continue
            }
            guard parts.popLast() != nil else { throw .escapes(member: name) }
        }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }

    private static func member(
        _ entry: TarEntry, _ name: String, in archive: FileSpan
    ) throws(ArchiveError) -> ArchiveMember {
        switch entry.kind {
        case .folder: return .folder
        case .symbolicLink(let target) where target.utf8.count <= Limits.archiveNameBytes:
            return .symbolicLink(target: target)
        case .hardLink(let target) where target.utf8.count <= Limits.archiveNameBytes:
            return .hardLink(target: target)
        case .symbolicLink, .hardLink, .other: return .other
        case .file:
            let available = max(0, archive.size - entry.offset)
            guard entry.size >= 0, entry.size <= available else {
                throw .cut(member: name, size: entry.size, available: available)
            }
            return .file(archive.range(entry.offset, size: entry.size))
        }
    }
}

/// One member of an archive.
private enum ArchiveMember: Sendable {
    /// A file, and the location of its bytes.
    case file(FileSpan)
    /// A folder.
    case folder
    /// A link to the path `target`, which begins in the link's own folder.
    case symbolicLink(target: String)
    /// Another name of the member `target`.
    case hardLink(target: String)
    /// Anything else.
    case other

    var description: String {
        switch self {
        case .file: "a file"
        case .folder: "a directory"
        case .symbolicLink, .hardLink: "a link"
        case .other: "a special file"
        }
    }
}
