/// One header field: a name and a value that fits on one line.
///
/// A value cannot start a new line: CR, LF and NUL become spaces (RFC 9110, section 5.5).
package struct HTTPHeader: Hashable, Sendable, CustomStringConvertible {
    /// The name as written.
    package let name: String
    /// The value, without leading and trailing blanks.
    package let value: String

    /// Makes a field of `name` and `value`, with line breaks in both replaced.
    package init(name: String, value: String) {
        self.name = Self.oneLine(name)
        self.value = Self.oneLine(value)
    }

    /// Whether this field is called `other`, ignoring case.
    package func isNamed(_ other: String) -> Bool {
        name.asciiLowercased == other.asciiLowercased
    }

    /// `name: value`, with the value of a field that holds a secret hidden.
    package var description: String {
        Self.secretNames.contains(name.asciiLowercased) ? "\(name): <redacted>" : "\(name): \(value)"
    }

    private static let secretNames: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie",
    ]

    private static func oneLine(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) else { return text.blankTrimmed }
        let bytes = text.utf8.map { $0 == 0x0D || $0 == 0x0A || $0 == 0 ? 0x20 : $0 }
        return String(decoding: bytes, as: UTF8.self).blankTrimmed
    }
}

/// Header fields in the order they were received or will be sent; names are compared ignoring case.
package struct HTTPHeaders: Hashable, Sendable, CustomStringConvertible {
    /// Every field, in order.
    package private(set) var fields: [HTTPHeader]

    /// Makes headers of the given fields, in order.
    package init(_ fields: [HTTPHeader] = []) {
        self.fields = fields
    }

    /// The value of the first field called `name`.
    package func first(_ name: String) -> String? {
        fields.first { $0.isNamed(name) }?.value
    }

    /// The values of all fields called `name`, in order.
    package func values(of name: String) -> [String] {
        fields.filter { $0.isNamed(name) }.map(\.value)
    }

    /// Appends a field.
    package mutating func add(name: String, value: String) {
        fields.append(HTTPHeader(name: name, value: value))
    }

    /// Makes `value` the only value of `name`.
    package mutating func set(name: String, value: String) {
        remove(name)
        add(name: name, value: value)
    }

    /// Removes every field called `name`.
    package mutating func remove(_ name: String) {
        fields.removeAll { $0.isNamed(name) }
    }

    /// These fields except those that `others` also has, followed by `others`.
    package func overridden(by others: HTTPHeaders) -> HTTPHeaders {
        HTTPHeaders(fields.filter { own in !others.fields.contains { $0.isNamed(own.name) } } + others.fields)
    }

    /// These fields followed by `field`, if there is one.
    package func adding(_ field: HTTPHeader?) -> HTTPHeaders {
        guard let field else { return self }
        return HTTPHeaders(fields + [field])
    }

    /// The fields as lines of a request, secrets included: for the transport only.
    package var lines: [String] {
        fields.map { "\($0.name): \($0.value)" }
    }

    /// One field per line, with secrets hidden.
    package var description: String {
        fields.map(\.description).joined(separator: "\n")
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// Makes headers of the elements, in the order they are written.
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { HTTPHeader(name: $0.0, value: $0.1) })
    }
}
