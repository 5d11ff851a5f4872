/// The name of an image at a registry: `[registry/]repository[:tag][@digest]`, in full.
///
/// Docker Hub's short names are written out: `alpine` is `docker.io/library/alpine:latest`. Where tag and digest both
/// stand, the digest decides. A value that exists is well formed.
public struct Reference: Hashable, Sendable {
    /// The registry as written, with its port; Docker Hub under all its names is `docker.io`.
    public let registry: String
    /// The path of the repository at the registry; `library/` stands before Docker Hub's official ones.
    public let repository: String
    /// The tag; `latest` where neither tag nor digest was given, nil where only a digest was.
    public let tag: String?
    /// The digest that the image is pinned to.
    public let digest: Digest?

    /// Reads a name as Docker does.
    ///
    /// - Throws: ``ReferenceError``, naming the first thing wrong with `text`.
    public init(parsing text: String) throws(ReferenceError) {
        guard !text.isEmpty else { throw .empty }
        if let scheme = ReferenceGrammar.scheme(of: text) {
            let rest = String(text.unicodeScalars.dropFirst(scheme.unicodeScalars.count + 3))
            // One scheme in front of another is not looked through: the depth of the stack is not for the text to say.
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

    /// The registry's port, where one is written.
    public var port: Int? { ReferenceGrammar.splitPort(registry[...]).port.flatMap { Int($0) } }

    /// Whether the registry is on this machine: `localhost`, a name under it, 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        let host = host.lowercased()
        return host == "localhost" || host.hasSuffix(".localhost") || AddressLiteral(parsing: host)?.isLoopback == true
    }

    /// The same repository at `digest`, without a tag.
    public func pinned(to digest: Digest) -> Reference {
        Reference(registry: registry, repository: repository, tag: nil, digest: digest)
    }

    /// The entry of that digest in the list of this name: both stand, as Docker writes it.
    package func entry(_ digest: Digest) -> Reference {
        Reference(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    private static let dockerHub = "docker.io"

    private static func folded(_ registry: Substring?) -> String {
        guard let registry else { return dockerHub }
        let isHub = [dockerHub, "index.docker.io", "registry-1.docker.io"].contains(registry.lowercased())
        return isHub ? dockerHub : String(registry)
    }

    private static func splitDigest(_ text: String) throws(ReferenceError) -> (Substring, Digest?) {
        guard let at = text.utf8.firstIndex(of: UInt8(ascii: "@")) else { return (text[...], nil) }
        do {
            return (text[..<at], try Digest(parsing: String(text[text.utf8.index(after: at)...])))
        } catch {
            throw .digest(error, in: text)
        }
    }

    /// Parts `text` at its last colon, unless a slash or a bracket follows: then the colon belongs to the registry.
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
