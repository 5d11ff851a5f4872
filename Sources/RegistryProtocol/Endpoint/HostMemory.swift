/// Chooses how the next connection to each host is made from the failures of earlier ones.
///
/// - After a connection broke before a response, the next ones to that host use the other address family until that one breaks,
///   too. A host without addresses of the other family is connected to as before.
/// - After a transfer stalled, the next request does not reuse an open connection.
/// - After HTTP/2 itself failed, HTTP/1.1 is used from then on.
package struct HostMemory: Hashable, Sendable {
    /// How a connection is made.
    package struct ConnectionOptions: Hashable, Sendable {
        /// The address family to use; `nil` for any.
        package var family: AddressFamily?
        /// Whether open connections are not reused.
        package var isFresh = false
        /// Whether HTTP/2 is not offered.
        package var avoidsHTTP2 = false

        /// The default options, with exceptions.
        package init(family: AddressFamily? = nil, isFresh: Bool = false, avoidsHTTP2: Bool = false) {
            self.family = family
            self.isFresh = isFresh
            self.avoidsHTTP2 = avoidsHTTP2
        }
    }

    private var families: [String: AddressFamily] = [:]
    private var singleFamily: Set<String> = []
    private var stalled: Set<String> = []
    private var withoutHTTP2: Set<String> = []

    /// Starts without failures.
    package init() {}

    /// The options for the next request to `host`, a name with its port.
    package mutating func connectionOptions(for host: String) -> ConnectionOptions {
        ConnectionOptions(
            family: families[host], isFresh: stalled.remove(host) != nil, avoidsHTTP2: withoutHTTP2.contains(host))
    }

    /// Notes that a request to `host`, at the numeric `address`, failed with libcurl's `code`.
    ///
    /// 35 (TLS handshake), 52 (empty reply), 55 and 56 (send and receive) are failures of the network, 16 and 92 of HTTP/2. A
    /// body that ends early is the server's failure, and when no connection was made, both families were tried.
    package mutating func failed(host: String, address: String, code: Int) {
        switch code {
        case 35, 52, 55, 56: flip(host, address)
        case 16, 92: withoutHTTP2.insert(host)
        default: break
        }
    }

    /// Notes that a transfer from `host`, at the numeric `address`, stalled.
    package mutating func stalled(host: String, address: String) {
        stalled.insert(host)
        flip(host, address)
    }

    /// Notes that no connection to `host` could be made with its current options.
    ///
    /// Returns whether they were limited to one address family: then any family is used from now on.
    package mutating func couldNotConnect(to host: String) -> Bool {
        guard families.removeValue(forKey: host) != nil else { return false }
        singleFamily.insert(host)
        return true
    }

    private mutating func flip(_ host: String, _ address: String) {
        // A host that is itself a numeric address has no other one.
        let isNumeric = host.hasPrefix("[") || host == address || host.hasPrefix(address + ":")
        guard !isNumeric, !singleFamily.contains(host), let family = AddressFamily(ofAddress: address) else { return }
        families[host] = family.other
    }
}

/// One of the two families of Internet addresses.
package enum AddressFamily: Hashable, Sendable {
    /// IPv4.
    case ipv4
    /// IPv6.
    case ipv6

    /// The family of a numeric address; `nil` for an empty text.
    package init?(ofAddress address: String) {
        guard !address.isEmpty else { return nil }
        self = address.utf8.contains(UInt8(ascii: ":")) ? .ipv6 : .ipv4
    }

    /// The family that this one is not.
    package var other: AddressFamily { self == .ipv4 ? .ipv6 : .ipv4 }
}
