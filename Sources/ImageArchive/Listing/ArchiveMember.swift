import ImageStore

/// What stands under a name in an archive.
enum ArchiveMember: Hashable, Sendable {
    /// A file, and where its bytes are.
    case file(FileSpan)
    /// A folder.
    case folder
    /// A link, which nobody follows.
    case link
    /// Anything else.
    case other

    /// The words for it in an error.
    var words: String {
        switch self {
        case .file: "a file"
        case .folder: "a folder"
        case .link: "a link"
        case .other: "a special file"
        }
    }
}
