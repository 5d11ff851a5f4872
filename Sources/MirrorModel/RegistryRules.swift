import ErrorMapping
import ImageModel
import RegistryProtocol

/// The `[[registry]]` tables of podman's registries.conf and its drop-in files.
///
/// Grammar: containers-registries.conf(5).
package struct RegistryRules: Hashable, Sendable {
    /// The tables, at most one per prefix.
    package private(set) var rules: [RegistryRule] = []

    /// No tables.
    package init() {}

    /// Adds the tables of another file, which replace those with the same prefix.
    ///
    /// If a file contains several tables with the same prefix, the first one counts.
    package mutating func add(_ file: [RegistryRule]) {
        var seen: Set<RulePrefix> = []
        let new = file.filter { seen.insert($0.prefix).inserted }
        rules = rules.filter { !seen.contains($0.prefix) } + new
    }

    /// The table for an image: the one with the longest matching prefix.
    package func rule(for image: Reference) -> RegistryRule? {
        var longest: RegistryRule?
        for rule in rules where rule.prefix.remainder(of: image) != nil {
            let length = longest?.prefix.description.utf8.count ?? 0
            if rule.prefix.description.utf8.count > length { longest = rule }
        }
        return longest
    }
}

extension RegistryRules: MirrorRules {
    package func check(_ image: Reference) throws(MirrorError) {
        guard let rule = rule(for: image) else { return }
        if rule.isBlocked { throw .blocked(prefix: rule.prefix.description, source: rule.source) }
        if let error = rule.error { throw .unusableRule(error) }
    }

    package func mirrors(of upstream: Upstream) throws(MirrorError) -> [EndpointConfiguration] {
        guard let rule = rule(for: upstream.image) else { return [] }
        var endpoints: [EndpointConfiguration] = []
        for mirror in rule.mirrors where mirror.use != .tagOnly || upstream.image.digest == nil {
            var endpoint = try rule.endpoint(
                at: mirror.location, of: upstream, isInsecure: mirror.isInsecure, source: mirror.source)
            // Content requested by digest is verified, so such a mirror may serve it even if the user named a tag.
            if mirror.use == .digestOnly { endpoint.capabilities.remove(.resolve) }
            endpoint.namespace = mirror.namespace
            endpoints.append(endpoint)
        }
        return endpoints
    }

    package func replacement(of upstream: Upstream) throws(MirrorError) -> EndpointConfiguration? {
        guard let rule = rule(for: upstream.image), let location = rule.location else { return nil }
        let endpoint = try rule.endpoint(
            at: location, of: upstream, isInsecure: rule.isInsecure, source: rule.source)
        let isOwn = endpoint.reference.repository == upstream.image.repository && upstream.isServer(at: location.base)
        return isOwn ? nil : endpoint
    }

    package func insecurity(of upstream: Upstream) -> SettingSource? {
        guard let rule = rule(for: upstream.image), rule.isInsecure else { return nil }
        return rule.source
    }
}

/// One `[[registry]]` table of registries.conf.
package struct RegistryRule: Hashable, Sendable {
    /// The images that a mirror is used for.
    package enum MirrorUse: String, Hashable, Sendable, CaseIterable {
        /// All images.
        case all
        /// Content requested by digest, whether the digest comes from the user or from a manifest.
        case digestOnly = "digest-only"
        /// Images that the user names by tag, including their content.
        case tagOnly = "tag-only"
    }

    /// One `[[registry.mirror]]` table.
    package struct Mirror: Hashable, Sendable {
        /// The mirror's location.
        package var location: RuleLocation
        /// Whether plain HTTP and untrusted certificates are allowed.
        package var isInsecure = false
        /// The images that the mirror is used for.
        package var use = MirrorUse.all
        /// The value of `ns=` (`namespace-proxy`), if one is sent.
        package var namespace: String?
        /// The table's location.
        package var source: SettingSource

        /// A mirror for all images.
        package init(location: RuleLocation, source: SettingSource) {
            self.location = location
            self.source = source
        }
    }

    /// The image names that the table applies to.
    package var prefix: RulePrefix
    /// The actual location of the images; `nil` for the location in their names.
    package var location: RuleLocation?
    /// Whether plain HTTP and untrusted certificates are allowed at ``location``.
    package var isInsecure = false
    /// Whether these images must not be pulled.
    package var isBlocked = false
    /// The mirrors that are tried first, in the order of the file.
    package var mirrors: [Mirror] = []
    /// The table's location.
    package var source: SettingSource
    /// Why the table cannot be used; then its images cannot be pulled.
    package var error: ConfigurationError?

    /// A table with default settings.
    package init(prefix: RulePrefix, location: RuleLocation?, source: SettingSource) {
        self.prefix = prefix
        self.location = location
        self.source = source
    }

    /// The endpoint at one of the table's locations, which replaces the prefix in the image's name.
    func endpoint(
        at location: RuleLocation, of upstream: Upstream, isInsecure: Bool, source: SettingSource
    ) throws(MirrorError) -> EndpointConfiguration {
        let remainder = prefix.remainder(of: upstream.image) ?? ""
        let schemes = SchemeOrder.standard(at: location.base, isInsecure: isInsecure)
        let reference = try mapError(
            { MirrorError.rewritten($0, source: source) },
            try location.reference(of: upstream.image, remainder: remainder))
        var endpoint = EndpointConfiguration(
            kind: upstream.kind(of: location.base), base: location.base.withScheme(schemes.first),
            reference: reference, schemes: schemes, source: source)
        endpoint.trust.skipsVerification = isInsecure
        return endpoint
    }
}

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
/// `host[:port]`, optionally with a path, a tag or a digest; or `*.domain` for all hosts of a domain.
package struct RulePrefix: Hashable, Sendable, CustomStringConvertible {
    /// The prefix, with a lowercase host and without trailing slashes.
    package let description: String

    /// Reads a prefix.
    package init(parsing text: String, source: SettingSource) throws(ConfigurationError) {
        let path = text.trimmedOfSlashes
        guard !path.isEmpty else { throw ConfigurationError(.missing(key: "prefix"), at: source) }
        let hostEnd = path.utf8.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
        description = path[..<hostEnd].asciiLowercased + path[hostEnd...]
        let star = UInt8(ascii: "*")
        guard path.utf8.contains(star) else { return }
        let domain = path.utf8.dropFirst(2)
        guard path.utf8.starts(with: "*.".utf8), !domain.isEmpty,
            !domain.contains(where: { "/@:*".utf8.contains($0) })
        else { throw ConfigurationError(.wildcard(value: text), at: source) }
    }

    /// Whether the prefix stands for all hosts of a domain.
    package var isWildcard: Bool { description.utf8.first == UInt8(ascii: "*") }

    /// What follows the prefix in the image's `registry/repository`: an empty string, or a path with a leading slash; `nil`
    /// if the prefix does not apply to the image.
    package func remainder(of image: Reference) -> String? {
        let host = image.registry.asciiLowercased
        if isWildcard {
            let name = image.host.asciiLowercased
            let domain = description.utf8.dropFirst()
            let isUnder = name.utf8.count > domain.count && name.utf8.suffix(domain.count).elementsEqual(domain)
            return isUnder ? "/\(image.repository)" : nil
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
}

extension String {
    /// The text without surrounding blanks and trailing slashes.
    var trimmedOfSlashes: String {
        let trimmed = blankTrimmed
        let end = trimmed.utf8.lastIndex { $0 != UInt8(ascii: "/") }
        return end.map { String(trimmed[...$0]) } ?? ""
    }
}
