import RegistryProtocol

/// Who is asked last.
extension EndpointOrder {
    /// The places that a configuration puts in the registry's stead, else the registry itself.
    ///
    /// One configuration is enough to send the registry elsewhere: who did so wants it not to be asked.
    func ends() throws(MirrorError) -> [EndpointConfiguration] {
        var elsewhere: [EndpointConfiguration] = []
        if let server = configuration.hosts?.server, let base = server.base, upstream.kind(of: base) == .mirror {
            elsewhere.append(try place(of: server, at: base))
        }
        if let rule, let location = rule.location {
            let place = try place(at: location, of: rule, isInsecure: rule.isInsecure, source: rule.source)
            let isOwn = place.reference.repository == upstream.image.repository && upstream.isServer(at: location.base)
            if !isOwn { elsewhere.append(place) }
        }
        return elsewhere.isEmpty ? [registry()] : elsewhere
    }

    /// The registry itself, with all that is said about it.
    private func registry() -> EndpointConfiguration {
        let server = configuration.hosts?.server
        let insecureSource = insecurity
        let isInsecure = insecureSource != nil || configuration.options.isInsecure
        var schemes = PlaceSchemes.unwritten(at: upstream.base, isInsecure: isInsecure)
        if let server, let base = server.base, !(base.isSecure && isInsecure) {
            schemes = server.schemes
        }
        if configuration.options.isPlainHTTP { schemes = .only(.http) }
        let source = Self.speaker(server, else: insecureSource)
        let base = server?.base ?? upstream.base
        var place = EndpointConfiguration(
            kind: .upstream, base: base.withScheme(schemes.first), reference: upstream.image, namespace: nil,
            capabilities: server?.capabilities ?? .all, schemes: schemes, source: source)
        place.trust = server?.trust ?? TrustSettings()
        if insecureSource != nil { place.trust.skipsVerification = true }
        place.headers = server?.headers ?? HTTPHeaders()
        return place
    }

    /// Who lists the registry as insecure.
    private var insecurity: SettingSource? {
        if let rule, rule.isInsecure { return rule.source }
        return configuration.engine?.insecurity(of: upstream.base)?.source
    }

    /// Who says something about the registry itself; where nobody does, its name does.
    private static func speaker(_ server: HostsFile.Host?, else insecurity: SettingSource?) -> SettingSource {
        guard let server else { return insecurity ?? .imageName }
        let isSilent = server == HostsFile.Host(base: nil, source: server.source)
        return isSilent ? insecurity ?? .imageName : server.source
    }
}
