import ImageModel

/// Which requests go through which proxy, according to `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`.
///
/// The rules are those of Go (golang.org/x/net/http/httpproxy), which docker, containerd and podman follow: the name in
/// capitals precedes the one in small letters, an empty value counts as none, and this machine is always reached directly.
/// `ALL_PROXY` is curl's; it stands in for the two others.
package struct ProxyRules: Hashable, Sendable {
    private var secureProxy: String?
    private var plainProxy: String?
    private var exceptions: [ProxyException] = []
    /// The proxy of a registry's own settings.
    private var own: ProxyAddress?

    /// No proxy for any request.
    package init() {}

    /// One proxy for every request, even to this machine: whoever configures it for one registry means that registry.
    package init(always proxy: ProxyAddress) {
        own = proxy
    }

    /// Reads the variables of an environment; `value` answers `nil` for one that is not set.
    package init(environment value: (String) -> String?) {
        func first(_ names: String...) -> String? {
            for name in names {
                if let text = value(name)?.blankTrimmed, !text.isEmpty { return text }
            }
            return nil
        }
        let all = first("ALL_PROXY", "all_proxy")
        // A CGI program receives HTTP_PROXY from its client, as the field "Proxy" of the request (CVE-2016-5385).
        let isCGI = value("REQUEST_METHOD") != nil
        secureProxy = first("HTTPS_PROXY", "https_proxy") ?? all
        plainProxy = (isCGI ? first("http_proxy") : first("HTTP_PROXY", "http_proxy")) ?? all
        exceptions = ProxyException.list(first("NO_PROXY", "no_proxy") ?? "")
    }

    /// Whether the proxy is one of a registry's own settings.
    package var isOfRegistry: Bool { own != nil }

    /// The proxy for requests to `address`, as it is written; `nil` for a direct connection.
    package func proxy(for address: WebAddress) -> String? {
        if let own { return own.text }
        guard let proxy = address.isSecure ? secureProxy : plainProxy, !address.isLoopback,
            !exceptions.contains(where: { $0.covers(address) })
        else { return nil }
        return proxy
    }
}

/// One entry of `NO_PROXY`: servers that are reached directly.
private struct ProxyException: Hashable, Sendable {
    private enum Hosts: Hashable, Sendable {
        case all
        case network(AddressNetwork)
        case address(AddressLiteral)
        /// The names that end in the suffix, which begins with a dot; `exact` is one more name.
        case names(suffix: String, exact: String?)
    }

    private let hosts: Hosts
    private let port: String?

    /// The entries of a list; they are separated by commas, or by blanks, as curl has it.
    static func list(_ text: String) -> [ProxyException] {
        let entries = text.utf8.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return entries.compactMap { ProxyException(parsing: String(decoding: $0, as: UTF8.self).asciiLowercased) }
    }

    /// Reads one entry in small letters; `nil` if it names no host.
    private init?(parsing entry: String) {
        if entry == "*" {
            (hosts, port) = (.all, nil)
        } else if let network = AddressNetwork(parsing: entry) {
            (hosts, port) = (.network(network), nil)
        } else {
            let (host, port) = Self.split(entry)
            guard !host.isEmpty else { return nil }
            self.port = port
            if let address = AddressLiteral(parsing: host) {
                hosts = .address(address.unmapped)
            } else {
                hosts = Self.names(host)
            }
        }
    }

    /// `example.com` covers the name and all below it, `.example.com` and `*.example.com` only those below it.
    private static func names(_ host: String) -> Hosts {
        if host.utf8.starts(with: "*.".utf8) {
            return .names(suffix: String(decoding: host.utf8.dropFirst(), as: UTF8.self), exact: nil)
        }
        if host.utf8.first == UInt8(ascii: ".") { return .names(suffix: host, exact: nil) }
        return .names(suffix: "." + host, exact: host)
    }

    /// Divides `host:port` and `[address]:port`; an address of IPv6 needs no brackets where it has no port.
    private static func split(_ entry: String) -> (host: String, port: String?) {
        let bytes = Array(entry.utf8)
        let colon = UInt8(ascii: ":")
        if bytes.first == UInt8(ascii: "["), let close = bytes.firstIndex(of: UInt8(ascii: "]")) {
            let host = String(decoding: bytes[1..<close], as: UTF8.self)
            let rest = bytes[(close + 1)...]
            return (
                host, rest.first == colon && rest.count > 1 ? String(decoding: rest.dropFirst(), as: UTF8.self) : nil
            )
        }
        guard let last = bytes.lastIndex(of: colon), bytes.firstIndex(of: colon) == last else { return (entry, nil) }
        let port = String(decoding: bytes[(last + 1)...], as: UTF8.self)
        return (String(decoding: bytes[..<last], as: UTF8.self), port.isEmpty ? nil : port)
    }

    /// Whether the server at `address` is one of them.
    func covers(_ address: WebAddress) -> Bool {
        guard port == nil || port == String(address.effectivePort) else { return false }
        switch hosts {
        case .all: return true
        case .network(let network): return AddressLiteral(parsing: address.host).map(network.contains) ?? false
        case .address(let own): return AddressLiteral(parsing: address.host)?.unmapped == own
        case .names(let suffix, let exact):
            let host = address.host.utf8
            return host.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) || exact == address.host
        }
    }
}
