/// Why a text names no place that images are read from.
public enum ImageSourceError: Error, Hashable, Sendable {
    /// It is not the name of an image at a registry.
    case reference(ReferenceError)
    /// It begins with `oci:`, and no folder follows.
    case noFolder(in: String)
    /// It begins with `oci:`, and ends with a colon after which no tag follows.
    case emptyTag(in: String)
    /// It begins with `prefix`, which stands for an archive.
    case archive(prefix: String, in: String)
}

extension ImageSourceError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    public var description: String {
        switch self {
        case .reference(let error): "\(error)"
        case .noFolder(let text): "image '\(Printable.escaped(text))' names no folder; write oci:DIR or oci:DIR:tag"
        case .emptyTag(let text): "image '\(Printable.escaped(text))' ends in ':' and has no tag there"
        case .archive(let prefix, let text):
            "image '\(Printable.escaped(text))' is an archive ('\(prefix)'); images are read from registries and from "
                + "OCI layouts (oci:DIR)"
        }
    }
}
