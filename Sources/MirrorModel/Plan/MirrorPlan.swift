import ImageModel
import RegistryProtocol

/// Where one image is pulled from: the places in the order in which they are asked, and who says so.
package struct MirrorPlan: Hashable, Sendable {
    /// The image.
    package let image: Reference
    /// The places, the first one asked first; never empty.
    package let endpoints: [EndpointConfiguration]

    /// Puts the places in order: `--mirror`, containerd's hosts, podman's mirrors, Docker's mirrors, and at the end the
    /// registry itself, or where a configuration sends it.
    ///
    /// A place that stands there already is left out. With `--mirror-only` the registry itself is left out everywhere.
    package init(for image: Reference, _ configuration: MirrorConfiguration) throws(MirrorError) {
        self.image = image
        let upstream: Upstream
        do throws(EndpointAddressError) {
            upstream = try Upstream(of: image)
        } catch {
            throw .registry(error)
        }
        let rule = try Self.rule(for: image, in: configuration.rules)
        let order = EndpointOrder(upstream: upstream, configuration: configuration, rule: rule)
        var places: [EndpointConfiguration] = []
        for place in try order.mirrors() + order.ends()
        where !(configuration.options.isMirrorOnly && place.kind == .upstream)
            && !places.contains(where: { $0.makesRedundant(place) })
        {
            places.append(place)
        }
        endpoints = places
        guard !places.isEmpty else { throw .noMirror(registry: image.registry) }
        guard image.digest != nil || places.contains(where: \.answersTags) else {
            throw .noneResolves(registry: image.registry)
        }
        guard places.contains(where: \.answersDigests) else { throw .nonePulls(registry: image.registry) }
    }

    /// The places that may say which digest a tag stands for, in order.
    package var endpointsForTags: [EndpointConfiguration] { endpoints.filter(\.answersTags) }

    /// The places that may be asked for manifests and blobs by digest, in order.
    package var endpointsForDigests: [EndpointConfiguration] { endpoints.filter(\.answersDigests) }

    private static func rule(
        for image: Reference, in rules: RegistryRules
    ) throws(MirrorError) -> RegistryRule? {
        guard let rule = rules.rule(for: image) else { return nil }
        if rule.isBlocked { throw .blocked(prefix: rule.prefix.description, source: rule.source) }
        if let fault = rule.fault { throw .fault(fault) }
        return rule
    }
}
