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

    /// The other one.
    package var other: AddressFamily { self == .ipv4 ? .ipv6 : .ipv4 }
}
