/// Over which family of addresses each host is asked, after what has come of the other one (USER-NEEDS.md C8).
///
/// Where a connection breaks below the answers, the next ones to that host go over the other family, until that one breaks,
/// too. A host that has none of the other family is asked as before.
package struct FamilyMemory: Hashable, Sendable {
    private var wanted: [String: AddressFamily] = [:]
    private var single: Set<String> = []

    /// Nothing has broken yet.
    package init() {}

    /// The family that connections to `host`, a name with its port, are made over; `nil` is any.
    package func family(for host: String) -> AddressFamily? { wanted[host] }

    /// A connection to `host`, at the numeric `address`, has failed with libcurl's `code`.
    ///
    /// 28 (a stall), 35 (TLS handshake), 52 (nothing came), 55 and 56 (send and receive) are the network's. Others are not: a
    /// body that ends early is the server's, and where no connection came about, both families were tried.
    package mutating func failed(host: String, address: String, code: Int) {
        guard [28, 35, 52, 55, 56].contains(code), !single.contains(host),
            let family = AddressFamily(ofAddress: address), !Self.isNumeric(host, address)
        else { return }
        wanted[host] = family.other
    }

    /// Nobody is to be reached at `host` over the family that was wanted: it is asked over any from now on.
    package mutating func isMissing(host: String) {
        wanted[host] = nil
        single.insert(host)
    }

    /// Whether the host is a numeric address itself, and so has no other one.
    private static func isNumeric(_ host: String, _ address: String) -> Bool {
        host.hasPrefix("[") || host == address || host.hasPrefix(address + ":")
    }
}
