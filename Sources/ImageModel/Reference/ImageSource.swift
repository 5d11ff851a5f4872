/// Where an image is read from: a registry, or a folder on this machine.
public enum ImageSource: Hashable, Sendable {
    /// An image at a registry.
    case registry(Reference)
    /// The image of the OCI layout in the folder `path` that is named `tag`; its only one where `tag` is nil.
    case layout(path: String, tag: String?)

    /// Reads `oci:DIR`, `oci:DIR:tag`, or the name of an image at a registry.
    ///
    /// A colon that a slash follows belongs to the folder.
    /// - Throws: ``ImageSourceError``, naming what is wrong with `text`.
    public init(parsing text: String) throws(ImageSourceError) {
        for prefix in ["oci-archive:", "docker-archive:"] where text.utf8.starts(with: prefix.utf8) {
            throw .archive(prefix: prefix, in: text)
        }
        guard text.utf8.starts(with: Self.layoutPrefix.utf8), !text.utf8.starts(with: "oci://".utf8) else {
            do {
                self = .registry(try Reference(parsing: text))
                return
            } catch {
                throw .reference(error)
            }
        }
        let rest = String(text.unicodeScalars.dropFirst(Self.layoutPrefix.utf8.count))
        var path = rest
        var tag: String?
        if let colon = rest.utf8.lastIndex(of: UInt8(ascii: ":")) {
            let end = rest[rest.utf8.index(after: colon)...]
            if !end.utf8.contains(UInt8(ascii: "/")) {
                path = String(rest[..<colon])
                tag = String(end)
            }
        }
        guard !path.isEmpty else { throw .noFolder(in: text) }
        guard tag?.isEmpty != true else { throw .emptyTag(in: text) }
        self = .layout(path: path, tag: tag)
    }

    private static let layoutPrefix = "oci:"
}

extension ImageSource: CustomStringConvertible {
    /// The source in the form that ``init(parsing:)`` reads.
    public var description: String {
        switch self {
        case .registry(let reference): "\(reference)"
        case .layout(let path, let tag): Self.layoutPrefix + path + (tag.map { ":\($0)" } ?? "")
        }
    }
}
