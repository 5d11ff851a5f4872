/// A number of bytes as options take it: `500`, `200K`, `1.5M`, `2G`, in units of 1024.
package struct ByteAmount: Hashable, Sendable {
    /// The number, at least 1.
    package let bytes: Int64

    /// Reads a positive decimal number with an optional unit; returns `nil` for anything else.
    package init?(parsing text: String) {
        var digits = Substring(text)
        var unit = 1.0
        if let last = digits.last, let factor = Self.units[last] {
            unit = factor
            digits = digits.dropLast()
        }
        let isNumber = digits.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".")
        }
        guard isNumber, digits.utf8.count <= 18, let number = Double(String(digits)) else { return nil }
        let bytes = Int64(clamping: number * unit)
        guard bytes >= 1 else { return nil }
        self.bytes = bytes
    }

    private static let units: [Character: Double] = [
        "k": 1024, "K": 1024, "m": 1_048_576, "M": 1_048_576, "g": 1_073_741_824, "G": 1_073_741_824,
    ]
}

/// A transfer rate as `--limit-rate` takes it: a ``ByteAmount`` per second.
package struct ByteRate: Hashable, Sendable {
    /// Bytes per second, at least 1.
    package let bytesPerSecond: Int64

    /// Reads a positive decimal number with an optional unit; returns `nil` for anything else.
    package init?(parsing text: String) {
        guard let amount = ByteAmount(parsing: text) else { return nil }
        bytesPerSecond = amount.bytes
    }
}

/// An address as `serve --listen` takes it: `127.0.0.1:5000`, `[::1]:0`, `localhost:5000`.
package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// The name or address, without brackets.
    package let host: String
    /// The port; 0 stands for any free one.
    package let port: Int

    /// The default of `--listen`.
    package static let standard = ListenAddress(host: "127.0.0.1", port: 5000)

    /// Reads `HOST:PORT`; returns `nil` for anything else.
    package init?(parsing text: String) {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let digits = text[text.index(after: colon)...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = UInt16(digits)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The URL of a registry that listens at this host and at `port`.
    package func url(port: Int) -> String {
        "http://\(bracketedHost):\(port)"
    }

    /// The address in the form that ``init(parsing:)`` reads.
    package var description: String { "\(bracketedHost):\(port)" }

    private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }
}
