import ErrorMapping
import ImageModel
import RegistryProtocol

/// The endpoints that an image is pulled from, in the order in which they are tried.
package struct MirrorPlan: Hashable, Sendable {
    /// The image.
    package let image: Reference
    /// The endpoints, the first one first; never empty.
    package let endpoints: [EndpointConfiguration]

    /// Orders the endpoints: `--mirror`, then the mirrors of each configuration file in order, then the registry itself or the
    /// endpoints that replace it.
    ///
    /// Endpoints that add nothing to an earlier one are left out, and so is the registry itself with `--mirror-only`.
    package init(for image: Reference, _ configuration: MirrorConfiguration) throws(MirrorError) {
        self.image = image
        let upstream = try mapError(MirrorError.registry, try Upstream(of: image))
        for rules in configuration.rules { try rules.check(image) }
        let mirrors =
            try configuration.options.mirrors(of: upstream) + Self.mirrors(of: upstream, configuration)
        let own = try Self.blocking(Self.registry(upstream, configuration), configuration).block
        let noted = try mirrors.map { endpoint throws(MirrorError) in try Self.blocking(endpoint, configuration) }
        let last = try Self.lastEndpoints(of: upstream, configuration).map { endpoint throws(MirrorError) in
            var endpoint = try Self.blocking(endpoint, configuration)
            // Of a blocked registry only its mirrors are used: what replaces it is not one.
            endpoint.block = endpoint.block ?? own
            endpoint.block?.isOfRegistry = true
            return endpoint
        }
        var endpoints: [EndpointConfiguration] = []
        for endpoint in noted + last
        where !(configuration.options.isMirrorOnly && endpoint.kind == .upstream)
            && !endpoints.contains(where: { $0.makesRedundant(endpoint) })
        {
            endpoints.append(endpoint)
        }
        self.endpoints = endpoints
        guard !endpoints.isEmpty else { throw .noMirror(registry: image.registry) }
        let blocked = blocked(byOwn: own)
        guard !endpointsForDigests.isEmpty else { throw blocked ?? .nonePulls(registry: image.registry) }
        guard image.digest != nil || !endpointsForTags.isEmpty else {
            throw blocked ?? .noneResolves(registry: image.registry)
        }
    }

    /// The registry of an image itself, for writing to it; a configuration may replace it for pulls only.
    ///
    /// - Throws: ``MirrorError``, also if a configuration forbids requests to the registry.
    package static func target(
        of image: Reference, _ configuration: MirrorConfiguration
    ) throws(MirrorError) -> EndpointConfiguration {
        for rules in configuration.rules { try rules.check(image) }
        let upstream = try mapError(MirrorError.registry, try Upstream(of: image))
        let mirrors = try mirrors(of: upstream, configuration)
        let last = try lastEndpoints(of: upstream, configuration)
        // A replacement of the registry, or a second endpoint of it, is for pulls only.
        let plain = MirrorConfiguration(options: configuration.options)
        let target = (mirrors + last).last { $0.kind == .upstream } ?? registry(upstream, plain)
        guard let block = try blocking(target, configuration).block else { return target }
        throw .blocked(prefix: block.prefix, source: block.source)
    }

    /// The endpoints that may resolve the image's tag, in order.
    package var endpointsForTags: [EndpointConfiguration] {
        endpoints.filter { $0.answersTags && $0.block == nil }
    }

    /// The endpoints that may serve manifests and blobs by digest, in order.
    package var endpointsForDigests: [EndpointConfiguration] {
        endpoints.filter { $0.answersDigests && $0.block == nil }
    }

    /// The registry itself, or its replacement, if every request to it is forbidden and only mirrors are left.
    package var blockedRegistry: EndpointConfiguration? {
        endpoints.last.flatMap { $0.block?.isOfRegistry == true ? $0 : nil }
    }

    /// The error if no endpoint is left because a setting forbids requests; `own` is the block of the registry itself.
    private func blocked(byOwn own: EndpointBlock?) -> MirrorError? {
        let endpoint = blockedRegistry ?? endpoints.first { $0.block != nil }
        guard let endpoint, let block = endpoint.block else { return nil }
        if let own { return .blocked(prefix: own.prefix, source: own.source) }
        return .blockedEndpoint(name: endpoint.reference.name, block)
    }

    /// The endpoint, with the setting that forbids requests to it, if any.
    private static func blocking(
        _ endpoint: EndpointConfiguration, _ configuration: MirrorConfiguration
    ) throws(MirrorError) -> EndpointConfiguration {
        var endpoint = endpoint
        for rules in configuration.rules where endpoint.block == nil {
            endpoint.block = try rules.block(of: endpoint)
        }
        return endpoint
    }

    private static func mirrors(
        of upstream: Upstream, _ configuration: MirrorConfiguration
    ) throws(MirrorError) -> [EndpointConfiguration] {
        var mirrors: [EndpointConfiguration] = []
        for rules in configuration.rules { mirrors += try rules.mirrors(of: upstream) }
        return mirrors
    }

    /// The endpoints that replace the registry, or the registry itself if none does.
    ///
    /// A single replacement is enough to exclude the registry: whoever configured it does not want it contacted.
    private static func lastEndpoints(
        of upstream: Upstream, _ configuration: MirrorConfiguration
    ) throws(MirrorError) -> [EndpointConfiguration] {
        var replacements: [EndpointConfiguration] = []
        for rules in configuration.rules {
            if let replacement = try rules.replacement(of: upstream) { replacements.append(replacement) }
        }
        return replacements.isEmpty ? [registry(upstream, configuration)] : replacements
    }

    /// The registry itself, with all its settings.
    private static func registry(
        _ upstream: Upstream, _ configuration: MirrorConfiguration
    ) -> EndpointConfiguration {
        let settings = configuration.rules.lazy.compactMap { $0.settings(of: upstream) }.first
        let insecurity = configuration.rules.lazy.compactMap { $0.insecurity(of: upstream) }.first
        let isInsecure = insecurity != nil || configuration.options.isInsecure
        var schemes = SchemeOrder.standard(at: upstream.base, isInsecure: isInsecure)
        if let settings, let base = settings.base, !(base.isSecure && isInsecure) { schemes = settings.schemes }
        if configuration.options.isPlainHTTP { schemes = .only(.http) }
        let base = settings?.base ?? upstream.base
        let isConfigured = settings.map { $0 != EndpointSettings(base: nil, source: $0.source) } ?? false
        var endpoint = EndpointConfiguration(
            kind: .upstream, base: base.withScheme(schemes.first), reference: upstream.image, schemes: schemes,
            source: (isConfigured ? settings?.source : nil) ?? insecurity ?? .imageName)
        if let settings {
            endpoint.capabilities = settings.capabilities
            endpoint.trust = settings.trust
            endpoint.headers = settings.headers
        }
        endpoint.connection = configuration.rules.reduce(ConnectionSettings()) { $0.or($1.connection(of: upstream)) }
        if insecurity != nil { endpoint.trust.skipsVerification = true }
        return endpoint
    }
}
