import ImageModel

/// An `http` or `https` address whose path and query stay as they were written.
///
/// Nothing is normalised: storage services sign addresses with `//` and with escapes of their own in them. Only what cannot
/// stand in a request line at all (spaces, octets outside ASCII) is escaped, and a fragment is dropped.
package struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    /// In the clear, or over TLS.
    package let scheme: WebScheme
    /// A name or an IPv4 address in small letters, or an IPv6 address without its brackets.
    package let host: String
    /// The port, if one was written.
    package let port: Int?
    /// The path, which starts with `/`, and the query with its `?`, as written.
    package let pathAndQuery: String

    /// Reads an absolute address.
    package init(parsing text: String) throws(WebAddressError) {
        let bytes = try AddressText.checked(text)
        guard let (scheme, rest) = AddressText.scheme(of: bytes) else { throw .unsupportedScheme(in: text) }
        try self.init(scheme: scheme, authorityAndPath: rest, in: text)
    }

    /// Reads what follows `scheme://`.
    init(scheme: WebScheme, authorityAndPath rest: ArraySlice<UInt8>, in text: String) throws(WebAddressError) {
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        guard end > rest.startIndex else { throw .missingHost(in: text) }
        let authority = try Authority(parsing: rest[..<end])
        self.init(scheme: scheme, host: authority.host, port: authority.port, target: rest[end...])
    }

    /// The same scheme, host and port, asked for another path and query.
    init(_ origin: WebAddress, target: some Collection<UInt8>) {
        self.init(scheme: origin.scheme, host: origin.host, port: origin.port, target: target)
    }

    private init(scheme: WebScheme, host: String, port: Int?, target: some Collection<UInt8>) {
        self.scheme = scheme
        self.host = host
        self.port = port
        let written = target.prefix { $0 != UInt8(ascii: "#") }
        let slash = written.first == UInt8(ascii: "/") ? "" : "/"
        pathAndQuery = slash + PercentEncoding.sendable(written)
    }

    /// The whole address, for the transport; a signed query in it is as good as a password.
    package var absoluteText: String { "\(scheme.rawValue)://\(authorityText)\(pathAndQuery)" }

    /// `host` or `host:port`, an IPv6 address in brackets.
    package var authorityText: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        guard let port else { return name }
        return "\(name):\(port)"
    }

    /// The port that is connected to.
    package var effectivePort: Int { port ?? scheme.defaultPort }

    /// Whether it is spoken to over TLS.
    package var isSecure: Bool { scheme == .https }

    /// How far the host reaches, told from its text.
    package var reach: AddressReach { AddressReach(host: host) }

    /// Whether it is this machine's own, told from its text.
    package var isLoopback: Bool { reach == .loopback }

    /// Whether scheme, host and port are the same: only then may credentials go along.
    package func hasSameOrigin(as other: WebAddress) -> Bool {
        scheme == other.scheme && host == other.host && effectivePort == other.effectivePort
    }

    /// The address for people: what a query holds is hidden unless it is known to be harmless.
    package var description: String {
        let text = "\(scheme.rawValue)://\(authorityText)\(QueryRedaction.redacted(pathAndQuery))"
        return Printable.escaped(text, limit: 500)
    }
}
