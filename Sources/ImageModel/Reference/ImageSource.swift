/// Where an image is read from: a registry, or a folder or an archive on this machine.
public enum ImageSource: Hashable, Sendable {
    /// An image at a registry.
    case registry(Reference)
    /// The image of the OCI layout in the folder `path` that is named `tag`; its only one where `tag` is nil.
    case layout(path: String, tag: String?)
    /// The image of the archive at `path` that is named `tag`; its only one where `tag` is nil.
    case archive(ArchiveForm, path: String, tag: String?)

    /// Reads `oci:DIR[:tag]`, `oci-archive:FILE[:tag]`, `docker-archive:FILE[:tag]`, or the name of an image at a registry.
    ///
    /// A colon that a slash follows belongs to the folder. The name of an archive's file ends at the first colon, since what
    /// follows may be a whole reference.
    /// - Throws: ``ImageSourceError``, naming what is wrong with `text`.
    public init(parsing text: String) throws(ImageSourceError) {
        for form in ArchiveForm.allCases where text.utf8.starts(with: form.prefix.utf8) {
            self = try Self.archive(form, in: text)
            return
        }
        guard text.utf8.starts(with: Self.layoutPrefix.utf8), !text.utf8.starts(with: "oci://".utf8) else {
            do {
                self = .registry(try Reference(parsing: text))
                return
            } catch {
                throw .reference(error)
            }
        }
        self = try Self.layout(in: text)
    }

    private static func layout(in text: String) throws(ImageSourceError) -> ImageSource {
        let rest = String(text.unicodeScalars.dropFirst(layoutPrefix.utf8.count))
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
        return .layout(path: path, tag: tag)
    }

    private static func archive(_ form: ArchiveForm, in text: String) throws(ImageSourceError) -> ImageSource {
        let rest = String(text.unicodeScalars.dropFirst(form.prefix.utf8.count))
        let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":"))
        let path = colon.map { String(rest[..<$0]) } ?? rest
        let tag = colon.map { String(rest[rest.utf8.index(after: $0)...]) }
        guard !path.isEmpty else { throw .noFile(form, in: text) }
        guard tag?.isEmpty != true else { throw .emptyTag(in: text) }
        return .archive(form, path: path, tag: tag)
    }

    private static let layoutPrefix = "oci:"
}

extension ImageSource: CustomStringConvertible {
    /// The source in the form that ``init(parsing:)`` reads.
    public var description: String {
        switch self {
        case .registry(let reference): "\(reference)"
        case .layout(let path, let tag): Self.layoutPrefix + path + (tag.map { ":\($0)" } ?? "")
        case .archive(let form, let path, let tag): form.prefix + path + (tag.map { ":\($0)" } ?? "")
        }
    }
}
