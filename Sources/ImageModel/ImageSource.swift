/// The location of an image: a registry, or a folder or an archive on this machine.
public enum ImageSource: Hashable, Sendable {
    /// An image at a registry.
    case registry(Reference)
    /// The image named `tag`, a tag or a full reference, in the OCI layout in the folder `path`; the only image if `tag` is
    /// `nil`.
    case layout(path: String, tag: String?)
    /// The image named `tag` in the archive at `path`; the only image if `tag` is `nil`.
    case archive(ArchiveForm, path: String, tag: String?)

    /// Reads `oci:DIR[:tag]`, `oci-archive:FILE[:tag]`, `docker-archive:FILE[:tag]`, or the name of an image at a registry.
    ///
    /// The path ends at the first colon, because a tag may be a full reference; ``splits`` are the other ways to read it.
    /// - Throws: ``ReferenceError``, naming the first thing wrong with `text`.
    public init(parsing text: String) throws(ReferenceError) {
        for form in ArchiveForm.allCases where text.utf8.starts(with: form.prefix.utf8) {
            let (path, tag) = try Self.parts(of: text, after: form.prefix)
            guard !path.isEmpty else { throw .noFile(prefix: form.prefix, in: text) }
            self = .archive(form, path: path, tag: tag)
            return
        }
        guard text.utf8.starts(with: Self.layoutPrefix.utf8), !text.utf8.starts(with: "oci://".utf8) else {
            self = .registry(try Reference(parsing: text))
            return
        }
        let (path, tag) = try Self.parts(of: text, after: Self.layoutPrefix)
        guard !path.isEmpty else { throw .noFolder(in: text) }
        self = .layout(path: path, tag: tag)
    }

    /// The sources that the same text may mean, this one last: a path may have colons of its own.
    ///
    /// The longest path comes first. The first one that exists is meant.
    package var splits: [ImageSource] {
        switch self {
        case .registry: return [self]
        case .layout(let path, let tag):
            return Self.splits(path, tag).map { .layout(path: $0.path, tag: $0.tag) }
        case .archive(let form, let path, let tag):
            return Self.splits(path, tag).map { .archive(form, path: $0.path, tag: $0.tag) }
        }
    }

    private static func parts(
        of text: String, after prefix: String
    ) throws(ReferenceError) -> (path: String, tag: String?) {
        let rest = String(text.unicodeScalars.dropFirst(prefix.utf8.count))
        guard let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")) else { return (rest, nil) }
        let path = String(rest[..<colon])
        guard path.isEmpty || rest.utf8.last != UInt8(ascii: ":") else { throw .emptyTag(in: text) }
        return (path, String(rest[rest.utf8.index(after: colon)...]))
    }

    private static func splits(_ path: String, _ tag: String?) -> [(path: String, tag: String?)] {
        guard let tag else { return [(path, nil)] }
        let colons = tag.utf8.indices.filter { tag.utf8[$0] == UInt8(ascii: ":") }
        let between = colons.reversed().map { colon in
            (path: "\(path):\(tag[..<colon])", tag: String?(String(tag[tag.utf8.index(after: colon)...])))
        }
        return [("\(path):\(tag)", nil)] + between + [(path, tag)]
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
