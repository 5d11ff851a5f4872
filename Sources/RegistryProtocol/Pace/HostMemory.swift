/// How the next connection to each host is made, after what has come of those before (USER-NEEDS.md C7 and C8).
///
/// - Where a connection breaks below the answers, the next ones to that host go over the other family of addresses, until that
///   one breaks, too. A host that has none of the other family is asked as before.
/// - Where the bytes have stopped coming, the next request does not trust the connections that are open.
/// - Where HTTP/2 itself has failed, HTTP/1.1 is spoken from then on.
package struct HostMemory: Hashable, Sendable {
    /// How a connection is made.
    package struct Way: Hashable, Sendable {
        /// Over which addresses; `nil` is any.
        package var family: AddressFamily?
        /// Whether no connection is used that is open already.
        package var isFresh = false
        /// Whether HTTP/2 is not offered.
        package var avoidsHTTP2 = false

        /// As ever.
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

    /// Nothing has failed yet.
    package init() {}

    /// How the next request to `host`, a name with its port, is sent.
    package mutating func way(to host: String) -> Way {
        Way(
            family: families[host], isFresh: stalled.remove(host) != nil, avoidsHTTP2: withoutHTTP2.contains(host))
    }

    /// A request to `host`, at the numeric `address`, has failed with libcurl's `code`.
    ///
    /// 35 (TLS handshake), 52 (nothing came), 55 and 56 (send and receive) are the network's. A body that ends early is the
    /// server's, and where no connection came about, both families were tried. 16 and 92 are HTTP/2's.
    package mutating func failed(host: String, address: String, code: Int) {
        switch code {
        case 35, 52, 55, 56: flip(host, address)
        case 16, 92: withoutHTTP2.insert(host)
        default: break
        }
    }

    /// The bytes from `host`, at the numeric `address`, have stopped coming.
    package mutating func stalled(host: String, address: String) {
        stalled.insert(host)
        flip(host, address)
    }

    /// Nobody was to be reached at `host` over the family that it was asked over.
    ///
    /// Gives whether that was another one than any: then it is asked over any from now on.
    package mutating func wasNotReached(host: String) -> Bool {
        guard families.removeValue(forKey: host) != nil else { return false }
        singleFamily.insert(host)
        return true
    }

    private mutating func flip(_ host: String, _ address: String) {
        // A host that is a numeric address itself has no other one.
        let isNumeric = host.hasPrefix("[") || host == address || host.hasPrefix(address + ":")
        guard !isNumeric, !singleFamily.contains(host), let family = AddressFamily(ofAddress: address) else { return }
        families[host] = family.other
    }
}
