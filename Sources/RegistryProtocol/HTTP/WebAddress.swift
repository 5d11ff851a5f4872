import ImageModel

/// An `http` or `https` address whose path and query stay exactly as they were written.
///
/// Nothing is normalized: storage services sign addresses that contain `//` and their own escapes. Only bytes that cannot
/// appear in a request line (spaces, non-ASCII) are escaped, and a fragment is dropped.
package struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    /// Plain HTTP or HTTPS.
    package let scheme: WebScheme
    /// A name or an IPv4 address in lowercase, or an IPv6 address without its brackets.
    package let host: String
    /// The port, if one was written.
    package let port: Int?
    /// The path, which starts with `/`, and the query with its `?`, as written.
    package let pathAndQuery: String

    /// The longest accepted address, in bytes; addresses signed by storage services reach about 4000.
    package static let mostBytes = 16 << 10

    /// Reads an absolute address.
    package init(parsing text: String) throws(WebAddressError) {
        let bytes = try Self.checked(text)
        guard let (scheme, rest) = Self.scheme(of: bytes) else { throw .unsupportedScheme(in: text) }
        try self.init(scheme: scheme, authorityAndPath: rest, in: text)
    }

    /// The same scheme, host and port with another path and query.
    init(_ origin: WebAddress, target: some Collection<UInt8>) {
        self.init(scheme: origin.scheme, host: origin.host, port: origin.port, target: target)
    }

    private init(scheme: WebScheme, authorityAndPath rest: ArraySlice<UInt8>, in text: String) throws(WebAddressError) {
        let end = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        guard end > rest.startIndex else { throw .missingHost(in: text) }
        let authority = try Authority(parsing: rest[..<end])
        self.init(scheme: scheme, host: authority.host, port: authority.port, target: rest[end...])
    }

    private init(scheme: WebScheme, host: String, port: Int?, target: some Collection<UInt8>) {
        self.scheme = scheme
        self.host = host
        self.port = port
        let written = target.prefix { $0 != UInt8(ascii: "#") }
        let slash = written.first == UInt8(ascii: "/") ? "" : "/"
        pathAndQuery = slash + written.percentEncoded { (0x21...0x7E).contains($0) }
    }

    /// The whole address, for the transport; a signed query in it is as sensitive as a password.
    package var absoluteText: String { "\(scheme.rawValue)://\(authorityText)\(pathAndQuery)" }

    /// `host` or `host:port`, with an IPv6 address in brackets.
    package var authorityText: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        guard let port else { return name }
        return "\(name):\(port)"
    }

    /// The port to connect to.
    package var effectivePort: Int { port ?? scheme.defaultPort }

    /// Whether requests to it use TLS.
    package var isSecure: Bool { scheme == .https }

    /// The network that the host belongs to, judged from its text.
    package var reach: AddressReach { AddressReach(host: host) }

    /// Whether the host is this machine, judged from its text.
    package var isLoopback: Bool { reach == .loopback }

    /// Whether scheme, host and port are the same: credentials may be sent only then.
    package func hasSameOrigin(as other: WebAddress) -> Bool {
        scheme == other.scheme && host == other.host && effectivePort == other.effectivePort
    }

    /// The address for display: query values are hidden unless they are known to be harmless.
    package var description: String {
        let text = "\(scheme.rawValue)://\(authorityText)\(Redaction.query(in: pathAndQuery))"
        return Printable.escaped(text, limit: 500)
    }
}

/// The scheme of a ``WebAddress``.
package enum WebScheme: String, Hashable, Sendable {
    /// Plain HTTP.
    case http
    /// HTTP over TLS.
    case https

    /// The port used when none is written.
    package var defaultPort: Int {
        switch self {
        case .http: 80
        case .https: 443
        }
    }
}

/// Why a text is not a usable address.
package enum WebAddressError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It does not start with `http://` or `https://`.
    case unsupportedScheme(in: String)
    /// The host is empty.
    case missingHost(in: String)
    /// It contains a user name or a password before an `@`. The text is not kept because it may be a secret.
    case userInformation
    /// The host is not a name, an IPv4 address, or an IPv6 address in brackets.
    case malformedHost(String)
    /// The port is not a number between 1 and 65535.
    case malformedPort(String)
    /// It contains a control character.
    case controlCharacter(in: String)
    /// It is longer than ``WebAddress/mostBytes``.
    case tooLong(bytes: Int)
    /// The text is empty.
    case empty
    /// The address of an API contains a query or a fragment.
    case queryOrFragment(in: String)

    /// What is wrong, with the text in quotes and its secrets hidden.
    package var description: String {
        switch self {
        case .unsupportedScheme(let text):
            "address '\(Self.shown(text))' starts with neither 'https://' nor 'http://'"
        case .missingHost(let text): "address '\(Self.shown(text))' has no host"
        case .userInformation: "an address with a user name or password in it is not accepted"
        case .malformedHost(let text):
            "host '\(Printable.escaped(text))' is not a name, an IPv4 address, or an IPv6 address in brackets"
        case .malformedPort(let text): "port '\(Printable.escaped(text))' is not a number from 1 to 65535"
        case .controlCharacter(let text): "address '\(Self.shown(text))' contains a control character"
        case .tooLong(let bytes): "address has \(bytes) bytes, more than \(WebAddress.mostBytes)"
        case .empty: "address is empty"
        case .queryOrFragment(let text):
            "address '\(Self.shown(text))' contains '?' or '#', which is not allowed in the address of a registry"
        }
    }

    private static func shown(_ text: String) -> String {
        Printable.escaped(Redaction.userInformation(in: Redaction.query(in: text)))
    }
}

extension WebAddress {
    /// This address with `items` appended to its query.
    package func adding(_ items: [(name: String, value: String)]) -> WebAddress {
        guard !items.isEmpty else { return self }
        let added = items.map { "\($0.name.formEncoded)=\($0.value.formEncoded)" }
            .joined(separator: "&")
        let written = pathAndQuery.utf8
        let isOpen = written.last == UInt8(ascii: "?") || written.last == UInt8(ascii: "&")
        let separator = !written.contains(UInt8(ascii: "?")) ? "?" : isOpen ? "" : "&"
        return WebAddress(self, target: Array((pathAndQuery + separator + added).utf8))
    }

    /// This address with `suffix` appended to its path; it must not have a query.
    package func appending(path suffix: String) -> WebAddress {
        let endsInSlash = pathAndQuery.utf8.last == UInt8(ascii: "/")
        return WebAddress(self, target: Array((pathAndQuery + (endsInSlash ? "" : "/") + suffix).utf8))
    }

    /// This address with another scheme; everything else, including the port, is unchanged.
    package func withScheme(_ scheme: WebScheme) -> WebAddress {
        WebAddress(scheme: scheme, host: host, port: port, target: Array(pathAndQuery.utf8))
    }

    /// Resolves `location`, the value of a `Location` field, against this address (RFC 3986, section 5.2).
    ///
    /// It may be absolute, or start at the host (`//host/…`), the root (`/…`) or the query (`?…`), or be relative to the
    /// directory of this path; `.` and `..` are resolved only in the last case. Everything else stays as it is written.
    package func resolving(_ location: String) throws(WebAddressError) -> WebAddress {
        let bytes = try Self.checked(location.blankTrimmed)
        guard let first = bytes.first else { throw .empty }
        if bytes.starts(with: "//".utf8) {
            return try WebAddress(scheme: scheme, authorityAndPath: bytes.dropFirst(2), in: location)
        }
        if first == UInt8(ascii: "/") { return WebAddress(self, target: bytes) }
        if first == UInt8(ascii: "?") { return WebAddress(self, target: path + bytes) }
        if first == UInt8(ascii: "#") { return self }
        guard !Self.hasScheme(bytes) else { return try WebAddress(parsing: location.blankTrimmed) }
        let end = bytes.firstIndex { "?#".utf8.contains($0) } ?? bytes.endIndex
        let merged = Self.removingDotSegments(directory + bytes[..<end])
        return WebAddress(self, target: merged + bytes[end...])
    }

    private var path: [UInt8] { Array(pathAndQuery.utf8.prefix { $0 != UInt8(ascii: "?") }) }

    // The path up to and including its last slash.
    private var directory: [UInt8] {
        let path = path
        guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return [UInt8(ascii: "/")] }
        return Array(path[...slash])
    }

    // RFC 3986, section 5.2.4; empty segments are kept.
    private static func removingDotSegments(_ path: [UInt8]) -> [UInt8] {
        let segments = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        var kept: [ArraySlice<UInt8>] = []
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            if segment.elementsEqual("..".utf8) {
                _ = kept.popLast()
                if isLast { kept.append([]) }
            } else if segment.elementsEqual(".".utf8) {
                if isLast { kept.append([]) }
            } else {
                kept.append(segment)
            }
        }
        return [UInt8(ascii: "/")] + Array(kept.joined(separator: [UInt8(ascii: "/")]))
    }

    // The bytes of `text`, if it is not too long and has no control characters.
    private static func checked(_ text: String) throws(WebAddressError) -> ArraySlice<UInt8> {
        let bytes = Array(text.utf8)
        guard bytes.count <= mostBytes else { throw .tooLong(bytes: bytes.count) }
        guard !bytes.contains(where: \.isControl) else { throw .controlCharacter(in: text) }
        return bytes[...]
    }

    // The scheme, and the bytes after its `://`; `nil` for an unsupported scheme or none.
    private static func scheme(of bytes: ArraySlice<UInt8>) -> (WebScheme, ArraySlice<UInt8>)? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = String(decoding: bytes[..<colon], as: UTF8.self).asciiLowercased
        let rest = bytes[(colon + 1)...]
        guard let scheme = WebScheme(rawValue: name), rest.starts(with: "//".utf8) else { return nil }
        return (scheme, rest.dropFirst(2))
    }

    // Whether the text starts with any scheme: letters, digits, `+.-` and then a colon.
    private static func hasScheme(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes.first?.isLetter == true else { return false }
        return bytes[..<colon].allSatisfy { $0.isLetter || $0.isDigit || "+-.".utf8.contains($0) }
    }
}

/// The host and optional port of an address.
private struct Authority {
    let host: String
    let port: Int?

    /// Reads `host`, `host:port`, `[v6]` and `[v6]:port`; an empty port counts as none.
    init(parsing bytes: ArraySlice<UInt8>) throws(WebAddressError) {
        guard !bytes.contains(UInt8(ascii: "@")) else { throw .userInformation }
        let text = String(decoding: bytes, as: UTF8.self)
        let hostEnd: Int
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { throw .malformedHost(text) }
            host = String(decoding: bytes[(bytes.startIndex + 1)..<close], as: UTF8.self).asciiLowercased
            guard case .v6 = AddressLiteral(parsing: host) else { throw .malformedHost(text) }
            hostEnd = close + 1
        } else {
            hostEnd = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            host = String(decoding: bytes[..<hostEnd], as: UTF8.self).asciiLowercased
            guard !host.isEmpty else { throw .missingHost(in: text) }
            guard Self.isName(host) else { throw .malformedHost(host) }
        }
        port = try Self.port(bytes[hostEnd...], in: text)
    }

    private static func isName(_ host: String) -> Bool {
        guard host.utf8.count <= 255,
            host.utf8.allSatisfy({ $0.isLetter || $0.isDigit || "-._".utf8.contains($0) }),
            host.utf8.contains(where: { $0.isLetter || $0.isDigit })
        else { return false }
        return !IPv4Literal.claims(host) || IPv4Literal(parsing: host) != nil
    }

    private static func port(_ rest: ArraySlice<UInt8>, in text: String) throws(WebAddressError) -> Int? {
        guard let colon = rest.first else { return nil }
        guard colon == UInt8(ascii: ":") else { throw .malformedHost(text) }
        let digits = String(decoding: rest.dropFirst(), as: UTF8.self)
        if digits.isEmpty { return nil }
        guard let number = digits.decimalNumber, (1...65535).contains(number) else { throw .malformedPort(digits) }
        return Int(number)
    }
}
