import ImageModel
import RegistryProtocol

/// The location in a table of registries.conf that replaces a prefix: `host[:port][/path]`.
package struct RuleLocation: Hashable, Sendable {
    /// `host[:port]`.
    package let registry: String
    /// The path with a leading slash, or an empty string.
    package let path: String
    /// The root of the API of ``registry``, over TLS.
    package let base: WebAddress

    /// Reads the value of `location`, which must not contain a scheme, a tag or a digest.
    package init(parsing text: String, source: SettingSource) throws(ConfigurationError) {
        let whole = text.trimmedOfSlashes
        let slash = whole.utf8.firstIndex(of: UInt8(ascii: "/")) ?? whole.endIndex
        registry = String(whole[..<slash])
        path = String(whole[slash...])
        guard !registry.isEmpty, registry.utf8.last != UInt8(ascii: ":"),
            !path.utf8.contains(where: { ":@".utf8.contains($0) }),
            let base = try? EndpointAddress.base("https://\(registry)")
        else { throw ConfigurationError(.location(key: "location", value: text), at: source) }
        self.base = base
    }

    /// The image's name at this location; `remainder` is what follows the prefix in its original name.
    package func reference(of image: Reference, remainder: String) throws(ReferenceError) -> Reference {
        let repository = String((path + remainder).drop { $0 == "/" })
        return try image.relocated(registry: registry, repository: repository)
    }
}

/// The image names that a table of registries.conf applies to.
///
/// `host[:port]`, optionally with a path, a tag or a digest; or `*.domain` for all hosts of a domain. Every name of Docker Hub
/// stands for all of them.
package struct RulePrefix: Hashable, Sendable, CustomStringConvertible {
    /// The prefix, with a lowercase host and without trailing slashes.
    package let written: String
    /// The prefix that is compared: ``written``, with `docker.io` for every name of Docker Hub.
    package let description: String

    /// Reads the value of `key`.
    package init(parsing text: String, key: String = "prefix", source: SettingSource) throws(ConfigurationError) {
        let path = text.trimmedOfSlashes
        guard !path.isEmpty else { throw ConfigurationError(.missing(key: key), at: source) }
        let hostEnd = path.utf8.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        let host = path[..<hostEnd].asciiLowercased
        written = host + path[hostEnd...]
        description = (Reference.isDockerHub(host) ? "docker.io" : host) + path[hostEnd...]
        let star = UInt8(ascii: "*")
        guard path.utf8.contains(star) else {
            guard Self.isName(host, path[hostEnd...]) else {
                throw ConfigurationError(.location(key: key, value: text), at: source)
            }
            return
        }
        let domain = path.utf8.dropFirst(2)
        guard path.utf8.starts(with: "*.".utf8), !domain.isEmpty,
            !domain.contains(where: { "/@:*".utf8.contains($0) })
        else { throw ConfigurationError(.wildcard(value: text), at: source) }
    }

    /// Whether a name can begin with `host` and `path`.
    private static func isName(_ host: String, _ path: Substring) -> Bool {
        guard host.utf8.last != UInt8(ascii: ":"), (try? EndpointAddress.base("https://\(host)")) != nil else {
            return false
        }
        return path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .allSatisfy { part in
                (!part.isEmpty || path.isEmpty) && part.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            } && !path.utf8.dropFirst().contains(where: { "?#\\".utf8.contains($0) })
    }

    /// Whether the prefix stands for all hosts of a domain.
    package var isWildcard: Bool { description.utf8.first == UInt8(ascii: "*") }

    /// The length that decides which of several matching prefixes counts.
    var length: Int { description.utf8.count }

    /// The length of the path after the host.
    var pathLength: Int { description.utf8.drop { $0 != UInt8(ascii: "/") }.count }

    /// What follows the prefix in the image's `registry/repository`: an empty string, or a path with a leading slash; `nil`
    /// if the prefix does not apply to the image.
    package func remainder(of image: Reference) -> String? {
        let host = image.registry.asciiLowercased
        if isWildcard {
            return Self.hosts(of: image).contains(where: isInDomain) ? "/\(image.repository)" : nil
        }
        let name = "\(host)/\(image.repository)"
        if name.utf8.starts(with: (description + "/").utf8) {
            return String(decoding: name.utf8.dropFirst(description.utf8.count), as: UTF8.self)
        }
        let tagged = image.tag.map { "\(name):\($0)" }
        let pinned = image.digest.map { "\(name)@\($0)" }
        let both = image.digest.flatMap { digest in tagged.map { "\($0)@\(digest)" } }
        return [name, tagged, pinned, both].contains(description) ? "" : nil
    }

    private func isInDomain(_ name: String) -> Bool {
        let domain = description.utf8.dropFirst()
        return name.utf8.count > domain.count && name.utf8.suffix(domain.count).elementsEqual(domain)
    }

    private static func hosts(of image: Reference) -> [String] {
        Reference.isDockerHub(image.registry) ? Reference.dockerHubNames : [image.host.asciiLowercased]
    }
}

extension String {
    /// The text without surrounding blanks and trailing slashes.
    var trimmedOfSlashes: String {
        let trimmed = blankTrimmed
        let end = trimmed.utf8.lastIndex { $0 != UInt8(ascii: "/") }
        return end.map { String(trimmed[...$0]) } ?? ""
    }
}
