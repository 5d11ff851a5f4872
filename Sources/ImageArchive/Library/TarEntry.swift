import CLibarchive

/// One member's header, as libarchive has read it.
struct TarEntry {
    /// What a member is.
    enum Kind {
        /// A plain file, whose bytes stand in one piece.
        case file
        /// A folder.
        case folder
        /// A symbolic or hard link.
        case link
        /// A device, a pipe, or a file with holes.
        case other
    }

    /// The name as written; `nil` where it is no text.
    let name: String?
    /// What it is.
    let kind: Kind
    /// How many bytes it says to have.
    let size: Int64
    /// Where in the archive its bytes begin.
    let offset: Int64

    /// Reads an entry whose header has just been read: `offset` is what has been consumed of the archive.
    init(_ entry: OpaquePointer, offset: Int64) {
        // The first is nil for a name that the locale cannot spell.
        let name = resolve_archive_entry_pathname(entry) ?? resolve_archive_entry_pathname_utf8(entry)
        self.name = name.flatMap { String(validatingCString: $0) }
        size = resolve_archive_entry_size(entry)
        self.offset = offset
        if resolve_archive_entry_hardlink(entry) != nil || resolve_archive_entry_is_link(entry) != 0 {
            kind = .link
        } else if resolve_archive_entry_is_folder(entry) != 0 {
            kind = .folder
        } else if resolve_archive_entry_is_file(entry) != 0, resolve_archive_entry_sparse_count(entry) == 0 {
            kind = .file
        } else {
            kind = .other
        }
    }
}
