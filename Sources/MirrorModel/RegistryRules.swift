import ErrorMapping
import ImageModel
import RegistryProtocol

/// The `[[registry]]` tables of podman's registries.conf and its drop-in files.
///
/// Grammar: containers-registries.conf(5).
package struct RegistryRules: Hashable, Sendable {
    /// The tables, at most one per prefix.
    package private(set) var rules: [RegistryRule] = []
    /// The settings about names without a registry.
    package var shortNames = ShortNames()

    /// No tables.
    package init() {}

    /// Adds the tables of another file, which replace those with the same prefix.
    ///
    /// If a file contains several tables with the same prefix, the first one counts; those that block count, too.
    package mutating func add(_ file: [RegistryRule]) {
        var seen: Set<String> = []
        let new = file.filter { seen.insert($0.prefix.written).inserted || $0.isBlocked }
        rules = rules.filter { !seen.contains($0.prefix.written) } + new
    }

    /// The tables for an image: those with the longest matching prefix.
    ///
    /// There are several if they use different names of Docker Hub.
    package func rules(for image: Reference) -> [RegistryRule] {
        let matching = rules.filter { $0.prefix.remainder(of: image) != nil }
        let longest = matching.map(\.prefix.length).max()
        return matching.filter { $0.prefix.length == longest }
    }
}

extension RegistryRules: MirrorRules {
    /// A table that blocks the image need not be usable: of a blocked registry only its mirrors are used, wherever they are
    /// configured.
    package func check(_ image: Reference) throws(MirrorError) {
        for rule in rules(for: image) {
            if let error = rule.error, !rule.isBlocked { throw .unusableRule(error) }
        }
    }

    package func block(of endpoint: EndpointConfiguration) throws(MirrorError) -> EndpointBlock? {
        for place in endpoint.places {
            if let rule = blockingRule(of: place) { return rule.block }
            for rule in rules(for: place) {
                if let error = rule.error { throw .unusableRule(error) }
            }
        }
        return nil
    }

    /// The table that blocks an image.
    ///
    /// A block of a host counts for its ports as well, unless a table for the port, with a path at least as long, says
    /// otherwise.
    private func blockingRule(of image: Reference) -> RegistryRule? {
        let own = rules(for: image)
        if let blocking = own.first(where: \.isBlocked) { return blocking }
        var blocking: RegistryRule?
        for registry in image.registriesOfBlocks {
            guard let other = try? image.relocated(registry: registry, repository: image.repository),
                let rule = rules(for: other).first(where: \.isBlocked)
            else { continue }
            if let first = own.first, first.prefix.pathLength >= rule.prefix.pathLength { continue }
            blocking = blocking ?? rule
        }
        return blocking
    }

    package func mirrors(of upstream: Upstream) throws(MirrorError) -> [EndpointConfiguration] {
        var endpoints: [EndpointConfiguration] = []
        for rule in rules(for: upstream.image) {
            for mirror in rule.mirrors where mirror.use.applies(to: upstream.image) {
                var endpoint = try rule.endpoint(
                    at: mirror.location, of: upstream, isInsecure: mirror.isInsecure, source: mirror.source)
                endpoint.namespace = mirror.namespace
                endpoint.connection.proxy = mirror.proxy
                endpoints.append(endpoint)
            }
        }
        return endpoints
    }

    package func replacement(of upstream: Upstream) throws(MirrorError) -> EndpointConfiguration? {
        let own = rules(for: upstream.image)
        for rule in own {
            guard let location = rule.location else { continue }
            var endpoint = try rule.endpoint(
                at: location, of: upstream, isInsecure: rule.isInsecure, source: rule.source)
            let isOwn =
                endpoint.reference.repository == upstream.image.repository && upstream.isServer(at: location.base)
            guard !isOwn else { continue }
            endpoint.block = own.first(where: \.isBlocked)?.block
            endpoint.connection.proxy = rule.proxy
            return endpoint
        }
        return nil
    }

    package func other(than image: Reference, for shortName: String) -> OtherImage? {
        shortNames.other(than: image, for: shortName)
    }

    package func connection(of upstream: Upstream) -> ConnectionSettings {
        ConnectionSettings(proxy: rules(for: upstream.image).lazy.compactMap(\.proxy).first)
    }

    package func insecurity(of upstream: Upstream) -> SettingSource? {
        rules(for: upstream.image).first(where: \.isInsecure)?.source
    }
}

extension EndpointConfiguration {
    /// The names under which a block may forbid the endpoint: the image there, also with the path of the endpoint's API.
    fileprivate var places: [Reference] {
        let parts = base.pathAndQuery.split(separator: "/").filter { $0 != "v2" }
        guard !parts.isEmpty else { return [reference] }
        let path = (parts + [reference.repository[...]]).joined(separator: "/")
        let inside = try? reference.relocated(registry: reference.registry, repository: path)
        return [reference] + [inside].compactMap(\.self)
    }
}

extension Reference {
    /// The other names of the registry that a block may use: without the port, or with the default one.
    fileprivate var registriesOfBlocks: [String] {
        guard let port else { return ["\(registry):443", "\(registry):80"] }
        return [String(decoding: registry.utf8.dropLast(String(port).utf8.count + 1), as: UTF8.self)]
    }
}

/// One `[[registry]]` table of registries.conf.
package struct RegistryRule: Hashable, Sendable {
    /// The images that a mirror is used for.
    package enum MirrorUse: String, Hashable, Sendable, CaseIterable {
        /// All images.
        case all
        /// Images that the user names by digest.
        case digestOnly = "digest-only"
        /// Images that the user names by tag, including their content.
        case tagOnly = "tag-only"

        /// Whether the mirror is used for an image under the name that the user wrote.
        func applies(to image: Reference) -> Bool {
            switch self {
            case .all: true
            case .digestOnly: image.digest != nil
            case .tagOnly: image.digest == nil
            }
        }
    }

    /// One `[[registry.mirror]]` table.
    package struct Mirror: Hashable, Sendable {
        /// The mirror's location.
        package var location: RuleLocation
        /// Whether plain HTTP and untrusted certificates are allowed.
        package var isInsecure = false
        /// The proxy for all requests to the mirror.
        package var proxy: ProxyAddress?
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
    /// The proxy for all requests to the registry, or to ``location``.
    package var proxy: ProxyAddress?
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

    /// The block of the images that the table applies to.
    var block: EndpointBlock { EndpointBlock(prefix: prefix.description, source: source) }

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
