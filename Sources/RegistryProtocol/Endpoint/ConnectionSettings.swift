import ImageModel

/// How connections to one registry are made, where a configuration file says so.
package struct ConnectionSettings: Hashable, Sendable {
    /// The proxy for all requests, whatever the environment says.
    package var proxy: ProxyAddress?
    /// The time limit for connecting, in milliseconds.
    package var dialMilliseconds: Int64?

    /// The default: the environment's proxy, and the usual time limit.
    package init(proxy: ProxyAddress? = nil, dialMilliseconds: Int64? = nil) {
        self.proxy = proxy
        self.dialMilliseconds = dialMilliseconds
    }

    /// These settings, and those of `other` where there are none.
    package func or(_ other: ConnectionSettings) -> ConnectionSettings {
        ConnectionSettings(
            proxy: proxy ?? other.proxy, dialMilliseconds: dialMilliseconds ?? other.dialMilliseconds)
    }
}

/// The address of a proxy: `http://proxy.example:3128`, with or without a user name and a password.
package struct ProxyAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address as it is written; it may contain a password.
    package let text: String

    /// The schemes that libcurl knows.
    private static let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// Reads an address with one of the schemes of proxies, or `host:port`, which means HTTP; `nil` if it is neither.
    package init?(parsing text: String) {
        let bytes = Array(text.utf8)
        let mark = Array("://".utf8)
        let end = bytes.indices.first { bytes[$0...].starts(with: mark) }
        if let end {
            let scheme = String(decoding: bytes[..<end], as: UTF8.self).asciiLowercased
            guard Self.schemes.contains(scheme) else { return nil }
        }
        let rest = bytes[(end.map { $0 + mark.count } ?? 0)...]
        // A password may contain an `@`, a host may not.
        let host = rest.lastIndex(of: UInt8(ascii: "@")).map { rest[($0 + 1)...] } ?? rest
        guard let address = try? WebAddress(parsing: "http://" + String(decoding: host, as: UTF8.self)),
            address.pathAndQuery == "/", !bytes.contains(where: \.isControl), !bytes.contains(UInt8(ascii: " "))
        else { return nil }
        self.text = text
    }

    /// The address without the user name and the password.
    package var description: String { Redaction.proxy(text) }
}

/// A length of time in the form of Go's `time.ParseDuration`: `5s`, `1m30s`, `0.5s`, `500ms`.
package enum GoDuration {
    /// The milliseconds in `text`, rounded up; `nil` if it has another form, is negative, or is longer than a year.
    package static func milliseconds(parsing text: String) -> Int64? {
        var rest = Array(text.utf8)[...]
        if rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if rest.elementsEqual("0".utf8) { return 0 }
        guard !rest.isEmpty else { return nil }
        var sum = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !$0.isDigit && $0 != UInt8(ascii: ".") }
            rest = rest.dropFirst(unit.count)
            // Go reads `.5` and `5.` as well.
            let isWhole = !number.contains(UInt8(ascii: "."))
            let digits = String(decoding: number, as: UTF8.self)
            guard number.contains(where: \.isDigit), let value = Double(isWhole ? digits : "0\(digits)0"),
                let factor = units[String(decoding: unit, as: UTF8.self)]
            else { return nil }
            sum += value * factor
        }
        guard sum.isFinite, sum <= 365 * 86_400_000 else { return nil }
        return Int64(sum.rounded(.up))
    }

    private static let units: [String: Double] = [
        "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1, "us": 0.001, "\u{B5}s": 0.001, "\u{3BC}s": 0.001,
        "ns": 0.000_001,
    ]
}
