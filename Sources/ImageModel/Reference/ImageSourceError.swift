/// Why a text names no place that images are read from.
public enum ImageSourceError: Error, Hashable, Sendable {
    /// It is not the name of an image at a registry.
    case reference(ReferenceError)
    /// It begins with `oci:`, and no folder follows.
    case noFolder(in: String)
    /// It begins with the prefix of a folder or an archive, and ends with a colon after which no tag follows.
    case emptyTag(in: String)
    /// It begins with the prefix of an archive, and no file follows.
    case noFile(ArchiveForm, in: String)
}

extension ImageSourceError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    public var description: String {
        switch self {
        case .reference(let error): "\(error)"
        case .noFolder(let text): "image '\(Printable.escaped(text))' names no folder; write oci:DIR or oci:DIR:tag"
        case .emptyTag(let text): "image '\(Printable.escaped(text))' ends in ':' and has no tag there"
        case .noFile(let form, let text):
            "image '\(Printable.escaped(text))' names no file; write \(form.prefix)FILE or \(form.prefix)FILE:tag"
        }
    }
}
