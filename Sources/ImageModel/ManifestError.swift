import PlatformModel

/// Why bytes are not a usable manifest, index or config, or why a manifest list cannot be put together.
public enum ManifestError: Error, Hashable, Sendable {
    // Documents.

    /// The document has `bytes` bytes, more than ``Limits/manifestBytes``.
    case tooLarge(bytes: Int)
    /// The document has no bytes.
    case empty
    /// The document is a web page or XML, which begins with `firstLine`: the response of a proxy or a login page.
    case html(firstLine: String)
    /// The document is not UTF-8.
    case notText
    /// The document is not JSON, or not complete; `beginning` shows its first line.
    case notJSON(byteCount: Int, beginning: String)
    /// Arrays and objects are nested too deeply.
    case tooDeep
    /// `field` at `position` (in the document itself, if `nil`) is not `expected`.
    case wrongType(position: String?, field: String, expected: String)
    /// A required field at `position` (of the document itself, if `nil`) is missing or empty.
    case missing(field: String, position: String? = nil)
    /// The field `schemaVersion` is `found`.
    case schemaVersion(found: String)
    /// The document is a Docker schema 1 manifest.
    case schema1
    /// The document states, or was sent with, `mediaType`, which is neither a manifest nor an index.
    case unsupportedMediaType(String)
    /// The document states `mediaType`, but was sent as `contentType`.
    case mediaTypeMismatch(mediaType: String, contentType: String)
    /// The document states no media type, and has the fields of neither a manifest nor an index.
    case unrecognized
    /// The document has the field `manifests` of an index and `field` of a manifest.
    case ambiguous(field: String)
    /// The sizes of config and layers add up to more than 64 bits can hold.
    case totalTooLarge

    // Parts of documents.

    /// The digest at `position` is malformed.
    case digest(DigestError, position: String)
    /// The size of the descriptor at `position` is `found`, which is not a number.
    case sizeNotNumber(found: String, position: String)
    /// The size of the descriptor at `position` is negative.
    case sizeNegative(Int64, position: String)
    /// The size of the descriptor at `position` has a fraction, or needs more than 64 bits.
    case sizeOutOfRange(Double, position: String)
    /// The field `data` of the descriptor at `position` is not base64.
    case dataNotBase64(position: String)
    /// The field `data` of the descriptor at `position` holds `count` bytes instead of `size`.
    case dataLength(Int, size: Int64, position: String)

    // Manifest lists.

    /// The list's name has a digest, which is not known before the list is complete.
    case digestInName(Reference)
    /// The list does not contain the image.
    case noEntry(Reference, list: Reference, offered: [Reference])
    /// The image's config states no operating system or no architecture, and neither does an annotation.
    case incomplete(Reference, list: Reference)
    /// The list states another operating system or architecture than the image's config.
    case contradiction(Reference, declared: Platform, configured: Platform)
    /// Two images are for the same platform.
    case duplicate(Reference, Reference, platform: Platform, list: Reference)
    /// Two names refer to the same image.
    case twice(Reference, Reference, digest: Digest)
    /// No architecture has this name.
    case unknownArchitecture(String, known: [String])
    /// No operating system has this name.
    case unknownSystem(String, known: [String])
    /// The name refers to an artifact, whose config has another type than that of an image.
    case artifact(Reference, configMediaType: String)
    /// The name refers to an index of `images`, which may be empty.
    case nested(Reference, images: [Descriptor])
    /// The list's name refers to a single manifest at the registry.
    case loneManifest(Reference, digest: Digest)

    // Locks.

    /// The version of the lock is `found`, not the `supported` one.
    case lockVersion(found: String, supported: Int)
    /// git has left the marks of a conflict in the lock, the first on this line.
    case lockConflict(line: Int)
    /// The lock has two images with this name.
    case lockedTwice(Reference)
    /// The name of the image at `position` is malformed.
    case lockedName(ReferenceError, position: String)
    /// The lock states `digest` for an image that is named by another digest, or is a lone manifest with another one.
    case lockedOther(Reference, digest: Digest)
}

extension ManifestError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    public var description: String {
        switch self {
        case .tooLarge, .empty, .html, .notText, .notJSON, .tooDeep, .wrongType, .missing, .schemaVersion, .schema1,
            .unsupportedMediaType, .mediaTypeMismatch, .unrecognized, .ambiguous, .totalTooLarge:
            documentSentence
        case .digest(_, let position), .sizeNotNumber(_, let position), .sizeNegative(_, let position),
            .sizeOutOfRange(_, let position), .dataNotBase64(let position), .dataLength(_, _, let position):
            Self.prefix(position) + reason
        case .digestInName, .noEntry, .incomplete, .contradiction, .duplicate, .twice, .unknownArchitecture,
            .unknownSystem, .artifact, .nested, .loneManifest:
            listSentence
        case .lockVersion, .lockConflict, .lockedTwice, .lockedName, .lockedOther: lockSentence
        }
    }

    /// The sentence about a part of a document, without its position.
    var reason: String {
        switch self {
        case .digest(let error, _): "\(error)"
        case .wrongType(_?, let field, let expected):
            (field.isEmpty ? "entry" : "'\(Printable.escaped(field))'") + " is not \(expected)"
        case .missing(let field, _?): "has no '\(Printable.escaped(field))'"
        case .sizeNotNumber(let found, _): "size \(Printable.escaped(found)) is not a number"
        case .sizeNegative(let size, _): "size \(size) is negative"
        case .sizeOutOfRange(let size, _): "size \(size) is not a whole number from 0 to \(Int64.max)"
        case .dataNotBase64: "data is not base64"
        case .dataLength(let count, let size, _):
            "data has \(count) byte\(count == 1 ? "" : "s"), not the \(size) of size"
        default: description
        }
    }

    private var documentSentence: String {
        switch self {
        case .tooLarge(let bytes): "document of \(bytes) bytes is larger than \(Limits.manifestBytes)"
        case .empty: "document is empty"
        case .html(let line): "document is a web page or XML, not JSON; its first line is '\(Printable.escaped(line))'"
        case .notText: "document is not UTF-8 text"
        case .notJSON(let count, let beginning):
            "document is not valid JSON (\(count) byte\(count == 1 ? "" : "s")); "
                + "it begins with '\(Printable.escaped(beginning))'"
        case .tooDeep: "document has arrays and objects nested more than \(Limits.jsonNesting) levels deep"
        case .wrongType(let position?, _, _): Self.prefix(position) + reason
        case .wrongType(nil, let field, let expected):
            (field.isEmpty ? "document" : "'\(Printable.escaped(field))'") + " is not \(expected)"
        case .missing(_, let position?): Self.prefix(position) + reason
        case .missing(let field, nil): "document has no '\(field)'"
        case .schemaVersion(let found): "document has schemaVersion \(Printable.escaped(found)), not 2"
        case .schema1:
            "document is a Docker schema 1 manifest, which is not supported; "
                + "push the image again with a current client, or use a tag that was"
        case .unsupportedMediaType(let type):
            "document has the media type '\(Printable.escaped(type))', not that of a manifest or an index"
        case .mediaTypeMismatch(let type, let contentType):
            "document states the media type '\(Printable.escaped(type))', but was sent as "
                + "'\(Printable.escaped(contentType))'"
        case .unrecognized: "document is neither an index (no 'manifests') nor a manifest (no 'config' and 'layers')"
        case .ambiguous(let field):
            "document has both 'manifests' and '\(field)', so it could be read as an index or as a manifest"
        case .totalTooLarge: "sizes of config and layers add up to more than \(Int64.max) bytes"
        default: ""
        }
    }

    /// What is wrong with a manifest list, and how to correct it.
    private var listSentence: String {
        switch self {
        case .digestInName(let name):
            "\(name) has a digest, but the digest is not known until the list is complete; use a tag"
        case .noEntry(let image, let list, let offered):
            "\(image) is not in the manifest list '\(list)', which contains " + Self.names(offered)
        case .incomplete(let image, let list):
            "the config of \(image) states no os and architecture; set them with "
                + "'resolve manifest annotate \(list) \(image) --os OS --arch ARCHITECTURE'"
        case .contradiction(let image, let declared, let configured):
            "\(image): its config says \(Self.name(configured)), not \(Self.name(declared)); "
                + "annotate it as \(Self.name(configured)), or rebuild it for \(Self.name(declared))"
        case .duplicate(let first, let second, let platform, let list):
            "'\(first)' and '\(second)' are both for \(Self.name(platform)); omit one of them, or distinguish them "
                + "with 'resolve manifest annotate \(list) \(second)' and --variant or --os-version"
        case .twice(let first, let second, let digest):
            "'\(first)' and '\(second)' are the same image, \(digest); omit one of them"
        case .unknownArchitecture(let name, let known):
            "unknown architecture '\(Printable.escaped(name))'; known are " + known.joined(separator: ", ")
        case .unknownSystem(let name, let known):
            "unknown operating system '\(Printable.escaped(name))'; known are " + known.joined(separator: ", ")
        case .artifact(let image, let type):
            "\(image) is not an image but an artifact, with a config of type '\(Printable.escaped(type))'; omit it"
        case .nested(let image, let images) where images.isEmpty:
            "\(image) is itself an index, and contains no image; omit it"
        case .nested(let image, let images):
            "\(image) is itself an index; name the images to take from it by digest: " + Self.offer(images, of: image)
        case .loneManifest(let name, let digest):
            "\(name) is a single manifest at the registry, \(digest), so there is no index to append to; "
                + "omit --append to replace it with a new index"
        default: ""
        }
    }

    /// What is wrong with a lock.
    private var lockSentence: String {
        switch self {
        case .lockVersion(let found, let supported):
            "lock has version \(Printable.escaped(found)); this program reads version \(supported)"
        case .lockConflict(let line):
            "lock has the marks of a merge conflict from line \(line) on; take either side, and lock the images again"
        case .lockedTwice(let name): "lock has two entries for '\(name)'"
        case .lockedName(let error, let position): Self.prefix(position) + "\(error)"
        case .lockedOther(let name, let digest): "lock states \(digest) for '\(name)', which has another digest"
        default: ""
        }
    }

    private static func prefix(_ position: String?) -> String {
        position.map { "\(Printable.escaped($0)): " } ?? ""
    }

    /// The largest number of names in a sentence.
    private static let mostNames = 20

    private static func names(_ images: [Reference]) -> String {
        guard !images.isEmpty else { return "nothing" }
        let more = images.count > mostNames ? " and \(images.count - mostNames) more" : ""
        return images.prefix(mostNames).map { "'\($0)'" }.joined(separator: ", ") + more
    }

    private static func offer(_ images: [Descriptor], of list: Reference) -> String {
        let more = images.count > mostNames ? " and \(images.count - mostNames) more" : ""
        let names = images.prefix(mostNames).map { image in
            "\(list.pinned(to: image.digest))" + (image.platform.map { " for \(name($0))" } ?? "")
        }
        return names.joined(separator: ", ") + more
    }

    private static func name(_ platform: Platform) -> String { Printable.escaped(platform.full) }
}
