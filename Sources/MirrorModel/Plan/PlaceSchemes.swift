import RegistryProtocol

/// The scheme of places for which none is written.
enum PlaceSchemes {
    /// In the clear first on loopback, over TLS elsewhere; both where the place is listed as insecure.
    static func unwritten(at address: WebAddress, isInsecure: Bool) -> SchemeOrder {
        if address.isLoopback { return .plainFirst }
        return isInsecure ? .securedFirst : .only(.https)
    }
}
