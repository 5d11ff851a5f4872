/// The location of an image: a registry, or a folder or an archive on this machine.
public enum ImageSource: Hashable, Sendable {
    /// An image at a registry.
    case registry(Reference)
    /// The image named `tag` in the OCI layout in the folder `path`; the only image if `tag` is `nil`.
    case layout(path: String, tag: String?)
    /// The image named `tag` in the archive at `path`; the only image if `tag` is `nil`.
    case archive(ArchiveForm, path: String, tag: String?)

    /// Reads `oci:DIR[:tag]`, `oci-archive:FILE[:tag]`, `docker-archive:FILE[:tag]`, or the name of an image at a registry.
    ///
    /// A colon with a slash after it belongs to the folder. The path of an archive ends at the first colon, since a full
    /// reference may follow.
    /// - Throws: ``ReferenceError``, naming the first thing wrong with `text`.
    public init(parsing text: String) throws(ReferenceError) {
        for form in ArchiveForm.allCases where text.utf8.starts(with: form.prefix.utf8) {
            self = try Self.archive(form, in: text)
            return
        }
        guard text.utf8.starts(with: Self.layoutPrefix.utf8), !text.utf8.starts(with: "oci://".utf8) else {
            self = .registry(try Reference(parsing: text))
            return
        }
        self = try Self.layout(in: text)
    }

    private static func layout(in text: String) throws(ReferenceError) -> ImageSource {
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

    private static func archive(_ form: ArchiveForm, in text: String) throws(ReferenceError) -> ImageSource {
        let rest = String(text.unicodeScalars.dropFirst(form.prefix.utf8.count))
        let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":"))
        let path = colon.map { String(rest[..<$0]) } ?? rest
        let tag = colon.map { String(rest[rest.utf8.index(after: $0)...]) }
        guard !path.isEmpty else { throw .noFile(prefix: form.prefix, in: text) }
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

/// The formats of image archives.
public enum ArchiveForm: String, CaseIterable, Hashable, Sendable {
    /// An OCI image layout in a tar file.
    case oci = "oci-archive"
    /// The format of `docker save`.
    case docker = "docker-archive"

    /// The prefix of a source in this format.
    package var prefix: String { rawValue + ":" }
}
