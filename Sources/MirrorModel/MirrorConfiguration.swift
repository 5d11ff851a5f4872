import ErrorMapping
import ImageModel
import RegistryProtocol

/// All settings that decide which endpoints an image is pulled from.
package struct MirrorConfiguration: Sendable {
    /// The command-line options.
    package var options: MirrorOptions
    /// The rules of each configuration, in order of precedence.
    package var rules: [any MirrorRules]

    /// The default has no settings.
    package init(options: MirrorOptions = MirrorOptions(), rules: [any MirrorRules] = []) {
        self.options = options
        self.rules = rules
    }
}

/// The settings of one program's configuration about registries and mirrors.
package protocol MirrorRules: Sendable {
    /// Throws if the rule for the image cannot be used.
    func check(_ image: Reference) throws(MirrorError)

    /// The setting that forbids requests to `endpoint`, if any.
    func block(of endpoint: EndpointConfiguration) throws(MirrorError) -> EndpointBlock?

    /// The mirrors that are tried before the registry, in order.
    func mirrors(of upstream: Upstream) throws(MirrorError) -> [EndpointConfiguration]

    /// The endpoint that replaces the registry, if any.
    func replacement(of upstream: Upstream) throws(MirrorError) -> EndpointConfiguration?

    /// The settings for the registry itself, if any.
    func settings(of upstream: Upstream) -> EndpointSettings?

    /// The proxy and the time limit for connections to the registry itself.
    func connection(of upstream: Upstream) -> ConnectionSettings

    /// The setting that marks the registry as insecure, if any.
    func insecurity(of upstream: Upstream) -> SettingSource?

    /// The image that the program would take for a name without a registry, if it is another one than `image`.
    func other(than image: Reference, for shortName: String) -> OtherImage?
}

extension MirrorRules {
    package func check(_ image: Reference) throws(MirrorError) {}

    package func block(of endpoint: EndpointConfiguration) throws(MirrorError) -> EndpointBlock? { nil }

    package func replacement(of upstream: Upstream) throws(MirrorError) -> EndpointConfiguration? { nil }

    package func settings(of upstream: Upstream) -> EndpointSettings? { nil }

    package func connection(of upstream: Upstream) -> ConnectionSettings { ConnectionSettings() }

    package func insecurity(of upstream: Upstream) -> SettingSource? { nil }

    package func other(than image: Reference, for shortName: String) -> OtherImage? { nil }
}

/// The settings for one endpoint in a configuration file, such as a table of containerd's hosts.toml.
package struct EndpointSettings: Hashable, Sendable {
    /// The root of the API; `nil` for the registry itself.
    package var base: WebAddress?
    /// The operations that the endpoint is used for.
    package var capabilities = EndpointCapabilities.all
    /// The certificates that are accepted and presented.
    package var trust = TrustSettings()
    /// Whether a key about TLS is present, whatever its value.
    package var configuresTLS = false
    /// The proxy and the time limit for connecting.
    package var connection = ConnectionSettings()
    /// Additional header fields.
    package var headers = HTTPHeaders()
    /// What changes the repository's name at the endpoint; the first rule that changes it counts.
    package var rewrites: [RepositoryRewrite] = []
    /// The location of the settings.
    package var source: SettingSource

    /// An endpoint with default settings.
    package init(base: WebAddress?, source: SettingSource) {
        self.base = base
        self.source = source
    }

    /// The scheme in the address; TLS is tried first for a plain address with a key about TLS, unless it names port 80.
    ///
    /// containerd 2 does the same. Without a port in the address, TLS means port 443, and plain HTTP port 80.
    package var schemes: SchemeOrder {
        guard let base else { return .only(.https) }
        let triesTLS = configuresTLS && base.port != 80
        return base.isSecure || !triesTLS ? .only(base.scheme) : .securedFirst
    }
}

/// The command-line options about mirrors.
package struct MirrorOptions: Hashable, Sendable {
    /// The values of `--mirror`, in order; these mirrors are tried before all others.
    package var mirrors: [String]
    /// Whether the registry itself is excluded (`--mirror-only`).
    package var isMirrorOnly: Bool
    /// Whether the registry is contacted over plain HTTP (`--plain-http`).
    package var isPlainHTTP: Bool
    /// Whether the registry is treated as configured as insecure: plain HTTP is used if it does not support TLS.
    package var isInsecure: Bool

    /// The default has no mirrors and restricts nothing.
    package init(
        mirrors: [String] = [], isMirrorOnly: Bool = false, isPlainHTTP: Bool = false, isInsecure: Bool = false
    ) {
        self.mirrors = mirrors
        self.isMirrorOnly = isMirrorOnly
        self.isPlainHTTP = isPlainHTTP
        self.isInsecure = isInsecure
    }

    func mirrors(of upstream: Upstream) throws(MirrorError) -> [EndpointConfiguration] {
        var endpoints: [EndpointConfiguration] = []
        for text in mirrors {
            let base = try mapError(MirrorError.flag, try EndpointAddress.base(text))
            var endpoint = try upstream.endpoint(
                at: base,
                schemes: EndpointAddress.hasScheme(text) ? .only(base.scheme) : .standard(at: base),
                source: .flag(name: "--mirror", value: text))
            endpoint.namespace = upstream.namespace(at: base)
            endpoints.append(endpoint)
        }
        return endpoints
    }
}

/// The registry in an image's name.
package struct Upstream: Hashable, Sendable {
    /// The image.
    package let image: Reference
    /// The root of the registry's API.
    package let base: WebAddress

    /// Derives the registry's address from the image's name.
    package init(of image: Reference) throws(WebAddressError) {
        self.image = image
        base = try EndpointAddress.base("https://\(image.registry)")
    }

    /// Whether the registry is Docker Hub.
    var isDockerHub: Bool { image.registry == "docker.io" }

    /// Whether `address` is on the registry's server, regardless of scheme and path.
    func isServer(at address: WebAddress) -> Bool {
        address.host == base.host && (address.port == base.port || address.effectivePort == base.effectivePort)
    }

    /// Whether `address` is the registry itself or a mirror.
    func kind(of address: WebAddress) -> EndpointConfiguration.Kind {
        isServer(at: address) && address.pathAndQuery == base.pathAndQuery ? .upstream : .mirror
    }

    /// The value of `ns=` that containerd sends to servers other than the registry's own; `nil` for the latter.
    func namespace(at address: WebAddress) -> String? {
        isServer(at: address) ? nil : image.registry
    }

    /// The endpoint at `address` with everything that `settings` define for it.
    func endpoint(
        of settings: EndpointSettings, at address: WebAddress
    ) throws(MirrorError) -> EndpointConfiguration {
        var endpoint = try endpoint(at: address, schemes: settings.schemes, source: settings.source)
        endpoint.namespace = namespace(at: address)
        endpoint.capabilities = settings.capabilities
        endpoint.trust = settings.trust
        endpoint.connection = settings.connection
        endpoint.headers = settings.headers
        let changed = settings.rewrites.lazy.compactMap { $0.rewritten(image.repository) }
        if let repository = changed.first(where: { $0 != image.repository }) {
            // Another image stands in for this one, even if it is at the registry itself.
            endpoint.kind = .mirror
            endpoint.reference = try mapError(
                { MirrorError.rewritten($0, source: settings.source) },
                try endpoint.reference.relocated(registry: endpoint.reference.registry, repository: repository))
        }
        return endpoint
    }

    /// The endpoint at `address` that serves the image under its own repository name.
    func endpoint(
        at address: WebAddress, schemes: SchemeOrder, source: SettingSource
    ) throws(MirrorError) -> EndpointConfiguration {
        let reference =
            isServer(at: address)
            ? image
            : try mapError(
                { MirrorError.rewritten($0, source: source) },
                try image.relocated(registry: address.authorityText, repository: image.repository))
        return EndpointConfiguration(
            kind: kind(of: address), base: address.withScheme(schemes.first), reference: reference, schemes: schemes,
            source: source)
    }
}

extension SchemeOrder {
    /// The schemes for an address without an explicit scheme: plain HTTP first on loopback and TLS elsewhere; both for an
    /// endpoint that is configured as insecure.
    static func standard(at address: WebAddress, isInsecure: Bool = false) -> SchemeOrder {
        if address.isLoopback { return .plainFirst }
        return isInsecure ? .securedFirst : .only(.https)
    }
}
