import RegistryProtocol

/// Assembles the head of the final response from the header lines that libcurl delivers.
///
/// Interim responses (1xx) are dropped, and so are trailers, which follow the body.
struct ResponseHeadParser {
    /// The limit in bytes for all header lines of one transfer, including interim responses and trailers.
    static let mostBytes = 256 << 10

    private var taken = 0
    private var status = 0
    private var headers = HTTPHeaders()
    private var isDelivered = false

    /// Whether the limit ``mostBytes`` was exceeded, which ends the transfer.
    var isTooLong: Bool { taken > Self.mostBytes }

    /// Adds one line with its line break; returns the head after the empty line that ends it.
    mutating func take(_ bytes: UnsafeRawBufferPointer) -> HTTPHead? {
        taken += bytes.count
        guard !isDelivered, !isTooLong else { return nil }
        let line = Self.trimmed(String(decoding: bytes, as: UTF8.self))
        if line.hasPrefix("HTTP/") {
            status = Self.status(of: line)
            headers = HTTPHeaders()
            return nil
        }
        guard line.isEmpty else {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            headers.add(name: String(line[..<colon]), value: Self.trimmed(line[line.index(after: colon)...]))
            return nil
        }
        guard status >= 200 else { return nil }
        isDelivered = true
        return HTTPHead(status: status, headers: headers)
    }

    private static func status(of line: String) -> Int {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let code = Int(words[1]), (100...999).contains(code) else { return 0 }
        return code
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
        guard let first = text.firstIndex(where: { !isSpace($0) }), let last = text.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(text[first...last])
    }
}
