import ImageModel
import RegistryProtocol

/// The places of one image as each configuration names them, in the order among configurations.
struct EndpointOrder {
    /// The registry that the image's name begins with.
    let upstream: Upstream
    /// What is said.
    let configuration: MirrorConfiguration
    /// The table of registries.conf that is for the image.
    let rule: RegistryRule?

    /// Who is asked before the end.
    func mirrors() throws(MirrorError) -> [EndpointConfiguration] {
        try flags() + hosts() + ruleMirrors() + engineMirrors()
    }

    private func flags() throws(MirrorError) -> [EndpointConfiguration] {
        var places: [EndpointConfiguration] = []
        for text in configuration.options.mirrors {
            let base: WebAddress
            do throws(EndpointAddressError) {
                base = try EndpointAddress.base(text)
            } catch {
                throw .flag(error)
            }
            let schemes =
                EndpointAddress.hasScheme(text)
                ? .only(base.scheme) : PlaceSchemes.unwritten(at: base, isInsecure: false)
            places.append(
                try place(
                    at: base, namesRegistry: true, schemes: schemes, source: .flag(name: "--mirror", value: text)))
        }
        return places
    }

    private func hosts() throws(MirrorError) -> [EndpointConfiguration] {
        var places: [EndpointConfiguration] = []
        for host in configuration.hosts?.hosts ?? [] {
            guard let base = host.base else { continue }
            places.append(try place(of: host, at: base))
        }
        return places
    }

    private func ruleMirrors() throws(MirrorError) -> [EndpointConfiguration] {
        guard let rule else { return [] }
        var places: [EndpointConfiguration] = []
        for mirror in rule.mirrors where mirror.use != .tagOnly || upstream.image.digest == nil {
            var place = try place(
                at: mirror.location, of: rule, isInsecure: mirror.isInsecure, source: mirror.source)
            // What a digest names is checked, so such a mirror may serve it also where the user has named a tag.
            if mirror.use == .digestOnly { place.capabilities.remove(.resolve) }
            place.namespace = mirror.namespace
            places.append(place)
        }
        return places
    }

    private func engineMirrors() throws(MirrorError) -> [EndpointConfiguration] {
        guard let engine = configuration.engine, upstream.image.registry == "docker.io" else { return [] }
        var places: [EndpointConfiguration] = []
        for mirror in engine.mirrors {
            let isInsecure = engine.insecurity(of: mirror.base) != nil
            let schemes = isInsecure && mirror.base.isSecure ? SchemeOrder.securedFirst : .only(mirror.base.scheme)
            var place = try place(at: mirror.base, namesRegistry: false, schemes: schemes, source: mirror.source)
            place.trust.skipsVerification = isInsecure
            places.append(place)
        }
        return places
    }

    /// A host of containerd's file.
    func place(of host: HostsFile.Host, at base: WebAddress) throws(MirrorError) -> EndpointConfiguration {
        var place = try place(at: base, namesRegistry: true, schemes: host.schemes, source: host.source)
        place.capabilities = host.capabilities
        place.trust = host.trust
        place.headers = host.headers
        return place
    }

    /// A location of podman's file: the part of the name that the prefix holds is replaced.
    func place(
        at location: RuleLocation, of rule: RegistryRule, isInsecure: Bool, source: SettingSource
    ) throws(MirrorError) -> EndpointConfiguration {
        let remainder = rule.prefix.remainder(of: upstream.image) ?? ""
        let schemes = PlaceSchemes.unwritten(at: location.base, isInsecure: isInsecure)
        do throws(ReferenceError) {
            let reference = try location.reference(of: upstream.image, remainder: remainder)
            var place = EndpointConfiguration(
                kind: upstream.kind(of: location.base), base: location.base.withScheme(schemes.first),
                reference: reference, namespace: nil, capabilities: .all, schemes: schemes, source: source)
            place.trust.skipsVerification = isInsecure
            return place
        } catch {
            throw .rewritten(error, source: source)
        }
    }

    private func place(
        at base: WebAddress, namesRegistry: Bool, schemes: SchemeOrder, source: SettingSource
    ) throws(MirrorError) -> EndpointConfiguration {
        do throws(ReferenceError) {
            return try upstream.place(at: base, namesRegistry: namesRegistry, schemes: schemes, source: source)
        } catch {
            throw .rewritten(error, source: source)
        }
    }
}
