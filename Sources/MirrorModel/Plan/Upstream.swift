import ImageModel
import RegistryProtocol

/// The registry that the image's name begins with, and who is the same.
struct Upstream {
    /// The image.
    let image: Reference
    /// Where the registry's API begins.
    let base: WebAddress

    /// Finds the registry's address.
    init(of image: Reference) throws(EndpointAddressError) {
        self.image = image
        base = try EndpointAddress.base("https://\(image.registry)")
    }

    /// Whether `address` leads to the same server, by whatever scheme and path.
    func isServer(at address: WebAddress) -> Bool {
        address.host == base.host && (address.port == base.port || address.effectivePort == base.effectivePort)
    }

    /// What the place at `address` is to the image.
    func kind(of address: WebAddress) -> EndpointConfiguration.Kind {
        isServer(at: address) && address.pathAndQuery == base.pathAndQuery ? .upstream : .mirror
    }

    /// The place at `address` under the image's own name.
    ///
    /// With `namesRegistry`, it is asked on behalf of the registry, as containerd asks servers that are another one.
    func place(
        at address: WebAddress, namesRegistry: Bool, schemes: SchemeOrder, source: SettingSource
    ) throws(ReferenceError) -> EndpointConfiguration {
        let isOwn = isServer(at: address)
        let reference =
            isOwn ? image : try image.relocated(registry: address.authorityText, repository: image.repository)
        return EndpointConfiguration(
            kind: kind(of: address), base: address.withScheme(schemes.first), reference: reference,
            namespace: namesRegistry && !isOwn ? image.registry : nil, capabilities: .all, schemes: schemes,
            source: source)
    }
}
