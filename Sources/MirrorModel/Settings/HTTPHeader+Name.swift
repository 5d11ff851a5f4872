import RegistryProtocol

/// Names of header fields that people write.
extension HTTPHeader {
    /// Whether `text` may be the name of a field: a token of RFC 9110, section 5.6.2.
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isLetter || $0.isDigit || "!#$%&'*+-.^_`|~".utf8.contains($0) }
    }
}
