import ErrorMapping

/// The name of an image at a registry: `[registry/]repository[:tag][@digest]`, in full.
///
/// Docker Hub's short names are expanded: `alpine` is `docker.io/library/alpine:latest`. With both a tag and a digest, the
/// digest decides. A value that exists is well formed.
public struct Reference: Hashable, Sendable {
    /// The registry as written, with its port; every name of Docker Hub becomes `docker.io`.
    public let registry: String
    /// The path of the repository at the registry; official images of Docker Hub begin with `library/`.
    public let repository: String
    /// The tag; `latest` if neither tag nor digest was given, `nil` if only a digest was.
    public let tag: String?
    /// The digest that the image is pinned to.
    public let digest: Digest?

    /// Reads a name as Docker does.
    ///
    /// - Throws: ``ReferenceError``, naming the first thing wrong with `text`.
    public init(parsing text: String) throws(ReferenceError) {
        guard !text.isEmpty else { throw .empty }
        if let user = UserInformation(in: text) { throw .userInformation(suggestion: user.remainder) }
        if let scheme = ReferenceGrammar.scheme(of: text) {
            let rest = String(text.unicodeScalars.dropFirst(scheme.unicodeScalars.count + 3))
            // A scheme after a scheme is not read: the text must not determine the depth of the stack.
            let isReadable = ReferenceGrammar.scheme(of: rest) == nil && (try? Reference(parsing: rest)) != nil
            throw .scheme(scheme, suggestion: isReadable ? rest : nil, in: text)
        }
        guard !ReferenceGrammar.isHash(text) else { throw .hashOnly(in: text) }

        let (remainder, digest) = try Self.splitDigest(text)
        let (name, tag) = Self.splitTag(remainder)
        if remainder.utf8.first == UInt8(ascii: "["), !name.utf8.contains(UInt8(ascii: "/")) {
            throw .noRepository(in: text)
        }
        let (registry, repository) = ReferenceGrammar.splitRegistry(name)
        if let registry { try ReferenceGrammar.checkRegistry(registry, in: text) }
        try ReferenceGrammar.checkRepository(repository, in: text)
        if let tag { try ReferenceGrammar.checkTag(tag, in: text) }

        self.registry = Self.folded(registry)
        let isOfficial = self.registry == Self.dockerHub && !repository.utf8.contains(UInt8(ascii: "/"))
        self.repository = isOfficial ? "library/\(repository)" : String(repository)
        self.tag = tag.map { String($0) } ?? (digest == nil ? "latest" : nil)
        self.digest = digest
        let length = self.registry.utf8.count + 1 + self.repository.utf8.count
        guard length <= Limits.nameLength else { throw .nameTooLong(length, in: text) }
    }

    private init(registry: String, repository: String, tag: String?, digest: Digest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// `registry/repository`, without tag and digest.
    public var name: String { "\(registry)/\(repository)" }

    /// The registry's host, without port and brackets.
    public var host: String { String(ReferenceGrammar.splitPort(registry[...]).host) }

    /// The registry's port, if one is written.
    public var port: Int? { ReferenceGrammar.splitPort(registry[...]).port.flatMap { Int($0) } }

    /// Whether the registry is on this machine: `localhost`, a subdomain of it, 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        let host = host.lowercased()
        return host == "localhost" || host.hasSuffix(".localhost") || AddressLiteral(parsing: host)?.isLoopback == true
    }

    /// The same repository at `digest`, without a tag.
    public func pinned(to digest: Digest) -> Reference {
        Reference(registry: registry, repository: repository, tag: nil, digest: digest)
    }

    /// The same name and tag without the digest; without both, the tag is `latest`.
    package var unpinned: Reference {
        Reference(registry: registry, repository: repository, tag: tag ?? "latest", digest: nil)
    }

    /// The entry with this digest in the index with this name: with tag and digest, as Docker writes it.
    package func entry(_ digest: Digest) -> Reference {
        Reference(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    private static let dockerHub = "docker.io"

    /// The names of Docker Hub, the usual one first.
    package static let dockerHubNames = [dockerHub, "index.docker.io", "registry-1.docker.io"]

    private static func folded(_ registry: Substring?) -> String {
        guard let registry else { return dockerHub }
        return isDockerHub(registry) ? dockerHub : String(registry)
    }

    /// Whether `registry` is one of Docker Hub's names.
    package static func isDockerHub(_ registry: some StringProtocol) -> Bool {
        dockerHubNames.contains(registry.lowercased())
    }

    private static func splitDigest(_ text: String) throws(ReferenceError) -> (Substring, Digest?) {
        guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")) else { return (text[...], nil) }
        let digest = String(text[text.utf8.index(after: at)...])
        return (text[..<at], try mapError({ ReferenceError.digest($0, in: text) }, try Digest(parsing: digest)))
    }

    /// Splits `text` at its last colon, unless a slash or a bracket follows: then the colon belongs to the registry.
    private static func splitTag(_ text: Substring) -> (name: Substring, tag: Substring?) {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")) else { return (text, nil) }
        let tag = text[text.utf8.index(after: colon)...]
        guard !tag.utf8.contains(UInt8(ascii: "/")), !tag.utf8.contains(UInt8(ascii: "]")) else { return (text, nil) }
        return (text[..<colon], tag)
    }
}

extension Reference: CustomStringConvertible {
    /// The name in full, in the form that ``init(parsing:)`` reads back as an equal value.
    public var description: String {
        name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }
}

extension Reference {
    /// This image, with its tag and digest, under the name `repository` at `registry`, which must be a valid `host[:port]`.
    ///
    /// Unlike in a written name, the registry may be a single word, so ``description`` of such a value is not always parsable.
    /// - Throws: ``ReferenceError`` if the repository is not a valid name.
    package func relocated(registry: String, repository: String) throws(ReferenceError) -> Reference {
        try ReferenceGrammar.checkRepository(repository[...], in: "\(registry)/\(repository)")
        let isHub = Self.isDockerHub(registry)
        // Only Docker Hub's `library/` makes the repository depend on the registry, so any other name can stand in for it.
        let parsed = try Reference(parsing: "\(isHub ? Self.dockerHub : "registry.invalid")/\(repository)")
        return Reference(
            registry: isHub ? parsed.registry : registry, repository: parsed.repository, tag: tag, digest: digest)
    }

    /// The name in `text` without tag and digest, if it has no registry and therefore means Docker Hub.
    package static func shortName(in text: String) -> String? {
        guard (try? Reference(parsing: text)) != nil, let (remainder, _) = try? splitDigest(text) else { return nil }
        let name = splitTag(remainder).name
        return ReferenceGrammar.splitRegistry(name).registry == nil ? String(name) : nil
    }

    /// Whether `text` is a valid tag; a registry may list others.
    package static func isTag(_ text: String) -> Bool {
        (try? ReferenceGrammar.checkTag(text[...], in: text)) != nil
    }
}

/// The grammar of the parts of image names.
///
/// It is the grammar of Docker's references (distribution/reference) and of OCI distribution-spec v1.1, "Pulling manifests".
enum ReferenceGrammar {
    /// The scheme before `://`, if `text` begins with one.
    static func scheme(of text: String) -> String? {
        let head = text.utf8.prefix { $0 != UInt8(ascii: ":") }
        let isScheme = head.allSatisfy { $0.isLetter || $0.isDigit || "+.-".utf8.contains($0) }
        guard isScheme, !head.isEmpty, text.utf8.dropFirst(head.count).starts(with: "://".utf8) else { return nil }
        return String(text[..<head.endIndex])
    }

    /// Splits `name` at its first slash, if the first part is a registry: it has a `.`, a `:` or an uppercase letter, or
    /// is `localhost`.
    static func splitRegistry(_ name: Substring) -> (registry: Substring?, repository: Substring) {
        guard let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")) else { return (nil, name) }
        let head = name[..<slash]
        let isRegistry = head.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || isUppercase($0) }
        guard isRegistry || head == "localhost" else { return (nil, name) }
        return (head, name[name.utf8.index(after: slash)...])
    }

    /// Splits `registry` into a host without brackets and a port, both unchecked.
    static func splitPort(_ registry: Substring) -> (host: Substring, port: Substring?) {
        let colon = registry.utf8.lastIndex(of: UInt8(ascii: ":"))
        let bracket = registry.utf8.lastIndex(of: UInt8(ascii: "]"))
        var host = registry
        var port: Substring?
        if let colon, bracket.map({ $0 < colon }) ?? true {
            host = registry[..<colon]
            port = registry[registry.utf8.index(after: colon)...]
        }
        if host.utf8.first == UInt8(ascii: "["), host.utf8.last == UInt8(ascii: "]"), host.utf8.count > 1 {
            host = host.dropFirst().dropLast()
        }
        return (host, port)
    }

    /// Checks that a registry is `host`, `host:port`, `[address]` or `[address]:port`.
    static func checkRegistry(_ registry: Substring, in text: String) throws(ReferenceError) {
        if case .v6 = AddressLiteral(parsing: registry) { throw .bareIPv6(String(registry), in: text) }
        let (host, port) = splitPort(registry)
        if registry.utf8.first == UInt8(ascii: "[") {
            guard case .v6 = AddressLiteral(parsing: host) else { throw .host(String(registry), in: text) }
        } else {
            let labels = host.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard labels.allSatisfy(isHostLabel) else { throw .host(String(host), in: text) }
        }
        if let port {
            guard let number = port.decimalNumber, (1...65535).contains(number) else {
                throw .port(String(port), in: text)
            }
        }
    }

    /// Checks that a repository consists of lowercase parts joined by slashes.
    static func checkRepository(_ repository: Substring, in text: String) throws(ReferenceError) {
        let parts = repository.split(omittingEmptySubsequences: false) { $0 == "/" }
        for part in parts {
            guard !part.isEmpty else { throw .emptyPart(in: text) }
            if let letter = part.unicodeScalars.first(where: { ("A"..."Z").contains($0) }) {
                throw .uppercase(letter, repository: String(repository), in: text)
            }
            guard isPart(part.utf8) else { throw .part(String(part), in: text) }
        }
    }

    /// Checks that a tag has at most 128 letters, digits, `_`, `.` and `-`, and does not begin with `.` or `-`.
    static func checkTag(_ tag: Substring, in text: String) throws(ReferenceError) {
        guard let first = tag.utf8.first else { throw .emptyTag(in: text) }
        guard first != UInt8(ascii: "."), first != UInt8(ascii: "-"),
            tag.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "_.-".utf8.contains($0) })
        else { throw .tag(String(tag), in: text) }
        guard tag.utf8.count <= Limits.tagLength else { throw .tagTooLong(tag.utf8.count, in: text) }
    }

    /// Whether `text` is 64 hexadecimal digits and nothing else.
    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy { $0.isDigit || (0x61...0x66).contains($0) }
    }

    private static func isHostLabel(_ label: Substring.UTF8View) -> Bool {
        guard let first = label.first, let last = label.last, first != UInt8(ascii: "-"), last != UInt8(ascii: "-")
        else { return false }
        return label.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    }

    /// Whether `part` consists of `a-z0-9` joined by `.`, `_`, `__` or any number of `-`.
    private static func isPart(_ part: Substring.UTF8View) -> Bool {
        var separator: [UInt8] = []
        var hasBegun = false
        for byte in part {
            if byte.isDigit || (0x61...0x7A).contains(byte) {
                let isJoint = separator.isEmpty || (hasBegun && isSeparator(separator))
                guard isJoint else { return false }
                separator = []
                hasBegun = true
            } else {
                separator.append(byte)
            }
        }
        return hasBegun && separator.isEmpty
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        bytes == Array(".".utf8) || bytes == Array("_".utf8) || bytes == Array("__".utf8)
            || bytes.allSatisfy { $0 == UInt8(ascii: "-") }
    }

    private static func isUppercase(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
}

/// Why a text does not name an image, at a registry or on this machine.
public enum ReferenceError: Error, Hashable, Sendable {
    /// The text is empty.
    case empty
    /// The text begins with `scheme` and `://`; `suggestion` is the valid form, if any.
    case scheme(String, suggestion: String?, in: String)
    /// The text has a user name and a password, which are not repeated; `suggestion` is the rest.
    case userInformation(suggestion: String)
    /// The text is the 64 hexadecimal digits of a hash, without a repository.
    case hashOnly(in: String)
    /// The text is a registry without a repository.
    case noRepository(in: String)
    /// `host` is neither a host name nor an address.
    case host(String, in: String)
    /// `host` is an IPv6 address without brackets.
    case bareIPv6(String, in: String)
    /// `port` is not a number from 1 to 65535.
    case port(String, in: String)
    /// The repository has an uppercase letter.
    case uppercase(Unicode.Scalar, repository: String, in: String)
    /// The repository has an empty part: it begins or ends with `/`, or has `//`.
    case emptyPart(in: String)
    /// A part of the repository, between slashes, is not valid.
    case part(String, in: String)
    /// `registry/repository` has `length` characters.
    case nameTooLong(Int, in: String)
    /// The text ends with a colon without a tag.
    case emptyTag(in: String)
    /// The tag has a character that tags must not have, or must not begin with.
    case tag(String, in: String)
    /// The tag has `length` characters.
    case tagTooLong(Int, in: String)
    /// The text after the `@` is not a digest.
    case digest(DigestError, in: String)
    /// The text is `oci:` without a directory.
    case noFolder(in: String)
    /// The text is the prefix of an archive without a file.
    case noFile(prefix: String, in: String)
}

extension ReferenceError: CustomStringConvertible {
    /// The sentence for the command line and for logs.
    public var description: String {
        switch self {
        case .empty: "image has an empty name"
        case .userInformation: "image \(reason)"
        case .scheme(_, _, let text), .hashOnly(let text), .noRepository(let text), .host(_, let text),
            .bareIPv6(_, let text), .port(_, let text), .uppercase(_, _, let text), .emptyPart(let text),
            .part(_, let text), .nameTooLong(_, let text), .emptyTag(let text), .tag(_, let text),
            .tagTooLong(_, let text), .digest(_, let text), .noFolder(let text), .noFile(_, let text):
            "image '\(Printable.escaped(text))' \(reason)"
        }
    }

    private var reason: String {
        switch self {
        case .empty: "is empty"
        case .userInformation(let suggestion):
            "has a user name and a password, which are not part of a name; write '\(Printable.escaped(suggestion))'"
        case .scheme(let scheme, let suggestion, _):
            "begins with '\(Printable.escaped(scheme))://', which is not part of a name; "
                + (suggestion.map { "write '\(Printable.escaped($0))'" } ?? "write registry/repository:tag")
        case .hashOnly: "is only a hash; write repository@sha256:hash"
        case .noRepository: "names a registry but no repository; write registry/repository:tag"
        case .host(let host, _): "names the registry '\(Printable.escaped(host))', which is not a host name"
        case .bareIPv6(let host, _): "has an IPv6 address without brackets; write '[\(Printable.escaped(host))]'"
        case .port(let port, _): "has the port '\(Printable.escaped(port))', not a number from 1 to 65535"
        case .uppercase(let letter, let repository, _):
            "has the uppercase letter '\(letter)' in the repository '\(Printable.escaped(repository))'; "
                + "repositories are written in lowercase"
        case .emptyPart(let text) where !text.utf8.contains(UInt8(ascii: "/")): "has no name"
        case .emptyPart: "has a '/' without a name on both sides"
        case .part(let part, _):
            "has the invalid repository part '\(Printable.escaped(part))'; use lowercase letters and digits, separated by "
                + "'.', '_', '__' or '-'"
        case .nameTooLong(let length, _): "has a name of \(length) characters, more than \(Limits.nameLength)"
        case .emptyTag: "ends in ':' without a tag"
        case .tag(let tag, _):
            "has the tag '\(Printable.escaped(tag))', not letters, digits, '_', '.' and '-' beginning with "
                + "a letter, a digit or '_'"
        case .tagTooLong(let length, _): "has a tag of \(length) characters, more than \(Limits.tagLength)"
        case .digest(let error, _): "has a malformed digest: it \(error.flaw)"
        case .noFolder: "names no directory; write oci:DIR or oci:DIR:tag"
        case .noFile(let prefix, _): "names no file; write \(prefix)FILE or \(prefix)FILE:tag"
        }
    }
}
