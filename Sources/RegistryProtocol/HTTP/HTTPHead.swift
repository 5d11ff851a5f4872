import ImageModel

/// The head of a response: its status and its headers.
package struct HTTPHead: Hashable, Sendable {
    /// The status code, such as 200.
    package let status: Int
    /// The header fields, in the order they were received.
    package let headers: HTTPHeaders

    /// Makes a head of the given status and headers.
    package init(status: Int, headers: HTTPHeaders = HTTPHeaders()) {
        self.status = status
        self.headers = headers
    }

    /// The value of `Content-Length` in bytes; `nil` when it is absent, malformed, or repeated with different values.
    package var contentLength: Int64? {
        let values = headers.values(of: "Content-Length").map(\.blankTrimmed)
        guard let first = values.first, values.allSatisfy({ $0 == first }) else { return nil }
        return first.decimalNumber
    }

    /// The media type in `Content-Type`, in lowercase and without its parameters.
    package var contentType: String? {
        headers.first("Content-Type").map(MediaType.essence(of:))
    }

    /// Whether the body is an HTML page, as proxies and captive portals send.
    package var isPage: Bool { ["text/html", "application/xhtml+xml"].contains(contentType) }

    /// The digest in `Docker-Content-Digest`; `nil` when it is absent or malformed.
    ///
    /// In the response to a write, the specification requires it to equal the requested digest; older registries omit it.
    package var contentDigest: Digest? {
        headers.first("Docker-Content-Digest").flatMap { try? Digest(parsing: $0) }
    }
}

/// The value of `Content-Range` in a partial response (RFC 9110, section 14.4).
package struct ContentRange: Hashable, Sendable {
    /// The range of the bytes that follow; `nil` in the response to an unsatisfiable range (`bytes */100`).
    package let bytes: Range<Int64>?
    /// The complete size; `nil` when the server does not know it (`*`).
    package let total: Int64?

    /// Reads the `Content-Range` of a head; `nil` when it is absent, repeated, or malformed.
    package init?(_ headers: HTTPHeaders) {
        let values = headers.values(of: "Content-Range")
        guard values.count == 1, let value = values.first else { return nil }
        let words = value.utf8.split { $0.isBlank }.map { String(decoding: $0, as: UTF8.self) }
        guard words.count == 2, words[0].asciiLowercased == "bytes" else { return nil }
        let sides = words[1].utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard sides.count == 2, sides[1] == "*" || sides[1].decimalNumber != nil else { return nil }
        total = sides[1].decimalNumber
        if sides[0] == "*" {
            bytes = nil
            return
        }
        let ends = sides[0].utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self).decimalNumber }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last, last < .max else { return nil }
        bytes = first..<(last + 1)
    }
}

extension HTTPHead {
    /// The encoding of the body (RFC 9110, section 8.4); `nil` for none.
    package var contentEncoding: String? {
        let codings = headers.values(of: "Content-Encoding").flatMap { $0.listItems(separatedBy: ",") }
            .map(\.blankTrimmed).filter { !["", "identity"].contains($0.asciiLowercased) }
        return codings.isEmpty ? nil : codings.joined(separator: ", ")
    }
}

/// Collects the warnings that registries send (`Warning: 299 - "text"`), each once.
///
/// Distribution-spec, "Warnings": nothing else is done about them, and at most 4096 bytes are read in all.
package struct RegistryWarnings: Sendable {
    /// The most bytes of text that are taken from all responses together.
    package static let mostBytes = 4096

    private var seen: Set<String> = []
    private var bytesTaken = 0

    /// Starts without warnings.
    package init() {}

    /// The texts in a response that have not been seen before, escaped and bounded.
    package mutating func new(in headers: HTTPHeaders) -> [String] {
        headers.values(of: "Warning").compactMap { value in
            guard let text = Self.text(of: value), !text.isEmpty, bytesTaken + text.utf8.count <= Self.mostBytes,
                seen.insert(text).inserted
            else { return nil }
            bytesTaken += text.utf8.count
            return Printable.escaped(text)
        }
    }

    // 299, an agent that must be `-`, and a quoted text.
    private static func text(of value: String) -> String? {
        let bytes = Array(value.utf8)
        guard bytes.starts(with: "299 - \"".utf8) else { return nil }
        var content: [UInt8] = []
        var isEscaped = false
        for byte in bytes.dropFirst(7) {
            if isEscaped {
                content.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                return String(decoding: content, as: UTF8.self)
            } else {
                content.append(byte)
            }
        }
        return nil
    }
}
