import ImageModel

/// One challenge in a `WWW-Authenticate` field (RFC 9110, section 11.3).
package struct Challenge: Hashable, Sendable {
    /// The scheme in lowercase: `bearer`, `basic`, or an unsupported one.
    package let scheme: String
    /// The parameters by their names in lowercase; the first of repeated ones.
    package let parameters: [String: String]
    /// The token68 that schemes such as `Negotiate` have in place of parameters.
    package let token68: String?

    /// A challenge as it was sent.
    package init(scheme: String, parameters: [String: String] = [:], token68: String? = nil) {
        self.scheme = scheme.asciiLowercased
        self.parameters = parameters
        self.token68 = token68
    }

    /// Every challenge in the `WWW-Authenticate` fields, in order.
    package static func all(in headers: HTTPHeaders) -> [Challenge] {
        Array(headers.values(of: "WWW-Authenticate").prefix(mostChallenges).flatMap(parsing).prefix(mostChallenges))
    }

    /// Every challenge in the value of one field. Text that breaks the grammar is skipped.
    package static func parsing(_ value: String) -> [Challenge] {
        var parser = ChallengeParser(value)
        return parser.challenges(atMost: mostChallenges)
    }

    private static let mostChallenges = 16
}

/// Why a registry refuses a token: the error in its challenge (RFC 6750, section 3).
package struct TokenRefusal: Hashable, Sendable, CustomStringConvertible {
    /// The kind of error: `invalid_token`, `insufficient_scope`.
    package let code: String
    /// The server's explanation.
    package let text: String?
    /// The scope that the request needs, if the challenge names it.
    package let scope: String?

    /// The error of the first challenge that names one; `nil` if none does.
    package init?(_ headers: HTTPHeaders) {
        let parameters = Challenge.all(in: headers).lazy.map(\.parameters).first { $0["error"]?.isEmpty == false }
        guard let parameters, let code = parameters["error"] else { return nil }
        self.code = code
        text = parameters["error_description"].flatMap { $0.isEmpty ? nil : $0 }
        scope = parameters["scope"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Whether the token is valid, but does not grant what the request needs.
    package var isInsufficientScope: Bool { code == "insufficient_scope" }

    /// The error as the challenge has it: `error="insufficient_scope"`.
    package var description: String {
        Printable.escaped("error=\"\(code)\"" + (text.map { ": \($0)" } ?? ""))
    }
}

/// Reads a list of challenges: RFC 9110, sections 11.3 and 5.6, with the deviations of some registries.
///
/// Beyond the grammar it accepts unquoted values with `:` and `/`, and parameters without a comma between them.
private struct ChallengeParser {
    private let bytes: [UInt8]
    private var position = 0

    // The longest value that is read.
    private static let mostBytes = 16 << 10

    init(_ value: String) {
        bytes = Array(value.utf8.prefix(Self.mostBytes))
    }

    mutating func challenges(atMost limit: Int) -> [Challenge] {
        var result: [Challenge] = []
        while result.count < limit, skipSeparators() {
            guard let scheme = token() else {
                position += 1
                continue
            }
            let hasBlank = skipBlanks()
            if hasBlank, let value = token68() {
                result.append(Challenge(scheme: scheme, token68: value))
            } else {
                result.append(Challenge(scheme: scheme, parameters: hasBlank ? parameters() : [:]))
            }
        }
        return result
    }

    // Reads parameters up to the first text that is not one.
    private mutating func parameters() -> [String: String] {
        var result: [String: String] = [:]
        while true {
            let start = position
            guard skipSeparators(), let name = token(), equals() else {
                position = start
                return result
            }
            let value = quoted() ?? unquoted()
            if result[name.asciiLowercased] == nil { result[name.asciiLowercased] = value }
        }
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    // Skips blanks and commas; false at the end.
    private mutating func skipSeparators() -> Bool {
        while let byte = current, byte.isBlank || byte == UInt8(ascii: ",") { position += 1 }
        return current != nil
    }

    private mutating func skipBlanks() -> Bool {
        let start = position
        while current?.isBlank == true { position += 1 }
        return position > start
    }

    private mutating func equals() -> Bool {
        _ = skipBlanks()
        guard current == UInt8(ascii: "=") else { return false }
        position += 1
        _ = skipBlanks()
        return true
    }

    private mutating func take(while isTaken: (UInt8) -> Bool) -> String? {
        let start = position
        while let byte = current, isTaken(byte) { position += 1 }
        return position > start ? String(decoding: bytes[start..<position], as: UTF8.self) : nil
    }

    private mutating func token() -> String? {
        take { $0.isLetter || $0.isDigit || "!#$%&'*+-.^_`|~".utf8.contains($0) }
    }

    // A token68 must extend to the next comma or the end; otherwise nothing is consumed.
    private mutating func token68() -> String? {
        let start = position
        let text = take { $0.isLetter || $0.isDigit || "-._~+/".utf8.contains($0) }
        let padding = take { $0 == UInt8(ascii: "=") }
        _ = skipBlanks()
        guard let text, current == nil || current == UInt8(ascii: ",") else {
            position = start
            return nil
        }
        return text + (padding ?? "")
    }

    private mutating func quoted() -> String? {
        guard current == UInt8(ascii: "\"") else { return nil }
        position += 1
        var content: [UInt8] = []
        while let byte = current, byte != UInt8(ascii: "\"") {
            position += 1
            if byte == UInt8(ascii: "\\"), let escaped = current {
                content.append(escaped)
                position += 1
            } else {
                content.append(byte)
            }
        }
        position += 1
        return String(decoding: content, as: UTF8.self)
    }

    private mutating func unquoted() -> String {
        take { !$0.isBlank && $0 != UInt8(ascii: ",") } ?? ""
    }
}
