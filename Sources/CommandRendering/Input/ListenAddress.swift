/// An address to listen on, as `serve --listen` writes it: `127.0.0.1:5000`, `[::1]:0`, `localhost:5000`.
package struct ListenAddress: Hashable, Sendable {
    /// The name or address, without brackets.
    package let host: String
    /// The port; 0 is any free one.
    package let port: Int

    /// Where a registry listens unless told otherwise.
    package static let usual = ListenAddress(host: "127.0.0.1", port: 5000)

    /// Reads `HOST:PORT`; `nil` for everything else.
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

    /// An address of these parts.
    private init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// The URL of a registry that listens there on `port`.
    package func url(port: Int) -> String {
        "http://" + (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }
}

extension ListenAddress: CustomStringConvertible {
    /// The text that reads back as this address.
    package var description: String {
        (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
    }
}
