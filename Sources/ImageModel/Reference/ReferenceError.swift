/// Why a text does not name an image.
public enum ReferenceError: Error, Hashable, Sendable {
    /// There is no text.
    case empty
    /// It begins like an address, with `scheme` and `://`; `suggestion` is the form that would be read, if any.
    case scheme(String, suggestion: String?, in: String)
    /// It is the 64 hexadecimal digits of a hash, which say nothing of the repository.
    case hashOnly(in: String)
    /// A registry stands alone.
    case noRepository(in: String)
    /// `host` is neither a host name nor an address.
    case host(String, in: String)
    /// `host` is an IPv6 address without brackets.
    case bareIPv6(String, in: String)
    /// `port` is no number from 1 to 65535.
    case port(String, in: String)
    /// The repository has an uppercase letter.
    case uppercase(Unicode.Scalar, repository: String, in: String)
    /// The repository has a part without characters: it begins or ends with `/`, or has `//`.
    case emptyPart(in: String)
    /// A part of the repository, between slashes, breaks the grammar.
    case part(String, in: String)
    /// `registry/repository` has `length` characters.
    case nameTooLong(Int, in: String)
    /// A colon ends the name, and no tag follows.
    case emptyTag(in: String)
    /// The tag has, or begins with, a character that tags do not have there.
    case tag(String, in: String)
    /// The tag has `length` characters.
    case tagTooLong(Int, in: String)
    /// What follows the `@` is not a digest.
    case digest(DigestError, in: String)
}

extension ReferenceError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    public var description: String {
        switch self {
        case .empty: "image has an empty name"
        case .scheme(_, _, let text), .hashOnly(let text), .noRepository(let text), .host(_, let text),
            .bareIPv6(_, let text), .port(_, let text), .uppercase(_, _, let text), .emptyPart(let text),
            .part(_, let text), .nameTooLong(_, let text), .emptyTag(let text), .tag(_, let text),
            .tagTooLong(_, let text), .digest(_, let text):
            "image '\(Printable.escaped(text))' \(reason)"
        }
    }

    private var reason: String {
        switch self {
        case .empty: "is empty"
        case .scheme(let scheme, let suggestion, _):
            "begins with '\(Printable.escaped(scheme))://', which is no part of a name; "
                + (suggestion.map { "write '\(Printable.escaped($0))'" } ?? "write registry/repository:tag")
        case .hashOnly: "is the hash of something; write repository@sha256:hash"
        case .noRepository: "names a registry and no repository; write registry/repository:tag"
        case .host(let host, _): "names the registry '\(Printable.escaped(host))', which is no host name"
        case .bareIPv6(let host, _): "has an IPv6 address without brackets; write '[\(Printable.escaped(host))]'"
        case .port(let port, _): "has the port '\(Printable.escaped(port))', not a number from 1 to 65535"
        case .uppercase(let letter, let repository, _):
            "has the uppercase letter '\(letter)' in the repository '\(Printable.escaped(repository))'; "
                + "repositories are written in lowercase"
        case .emptyPart: "has a '/' without a name on both sides"
        case .part(let part, _):
            "has the repository part '\(Printable.escaped(part))', not lowercase letters and digits joined by "
                + "'.', '_', '__' or '-'"
        case .nameTooLong(let length, _): "has a name of \(length) characters, more than \(Limits.nameLength)"
        case .emptyTag: "ends in ':' and has no tag there"
        case .tag(let tag, _):
            "has the tag '\(Printable.escaped(tag))', not letters, digits, '_', '.' and '-' beginning with "
                + "a letter, a digit or '_'"
        case .tagTooLong(let length, _): "has a tag of \(length) characters, more than \(Limits.tagLength)"
        case .digest(let error, _): "has a malformed digest: \(error)"
        }
    }
}
