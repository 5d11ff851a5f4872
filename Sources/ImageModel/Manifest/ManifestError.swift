/// Why bytes are not a manifest, an index or a config that can be used.
public enum ManifestError: Error, Hashable, Sendable {
    /// There are `bytes` bytes, more than ``Limits/manifestBytes``.
    case tooLarge(bytes: Int)
    /// There are no bytes.
    case empty
    /// It is a web page, or XML, that begins with `firstLine`: a proxy or a login page answered.
    case html(firstLine: String)
    /// It is not UTF-8.
    case notText
    /// It is not JSON, or not all of it; `beginning` shows how it begins.
    case notJSON(byteCount: Int, beginning: String)
    /// Arrays and objects stand too deep in each other.
    case tooDeep
    /// `field` at `position` (the document itself, where nil) is not `expected`.
    case wrongType(position: String?, field: String, expected: String)
    /// A field that such a document has is not there.
    case missing(field: String)
    /// The field `schemaVersion` is `found`.
    case schemaVersion(found: String)
    /// It is a Docker schema 1 manifest.
    case schema1
    /// It says to be, or was sent as, `mediaType`, which is neither a manifest nor an index.
    case unsupportedMediaType(String)
    /// It says to be `mediaType`, but was sent as `contentType`.
    case mediaTypeMismatch(mediaType: String, contentType: String)
    /// It says to be nothing, and has the fields of neither a manifest nor an index.
    case unrecognised
    /// It has the field `manifests` of an index and `field` of a manifest.
    case ambiguous(field: String)
    /// The descriptor at `position` is malformed.
    case descriptor(DescriptorError, position: String)
    /// The sizes of config and layers add up to more than 64 bits hold.
    case totalTooLarge
}

extension ManifestError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    public var description: String {
        switch self {
        case .tooLarge(let bytes): "document of \(bytes) bytes is larger than \(Limits.manifestBytes)"
        case .empty: "document is empty"
        case .html(let line): "document is a web page or XML, not JSON; its first line is '\(Printable.escaped(line))'"
        case .notText: "document is not UTF-8 text"
        case .notJSON(let count, let beginning):
            "document of \(count) byte\(count == 1 ? "" : "s") is not whole JSON; "
                + "it begins with '\(Printable.escaped(beginning))'"
        case .tooDeep: "document has arrays and objects more than \(Limits.jsonNesting) deep in each other"
        case .wrongType(let position, let field, let expected):
            prefix(position) + (field.isEmpty ? "document" : "'\(Printable.escaped(field))'") + " is not \(expected)"
        case .missing(let field): "document has no '\(field)'"
        case .schemaVersion(let found): "document has schemaVersion \(Printable.escaped(found)), not 2"
        case .schema1:
            "document is a Docker schema 1 manifest, which is not supported; "
                + "push the image again with a current client, or ask for a tag that was"
        case .unsupportedMediaType(let type):
            "document has the media type '\(Printable.escaped(type))', not that of a manifest or an index"
        case .mediaTypeMismatch(let type, let contentType):
            "document says to be '\(Printable.escaped(type))', but was sent as '\(Printable.escaped(contentType))'"
        case .unrecognised: "document is neither an index (no 'manifests') nor a manifest (no 'config' and 'layers')"
        case .ambiguous(let field):
            "document has both 'manifests' and '\(field)', so it could be taken for an index and for a manifest"
        case .descriptor(let error, let position): prefix(position) + "\(error)"
        case .totalTooLarge: "sizes of config and layers add up to more than \(Int64.max) bytes"
        }
    }

    private func prefix(_ position: String?) -> String {
        position.map { "\(Printable.escaped($0)): " } ?? ""
    }
}
