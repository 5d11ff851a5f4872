/// Header fields in the order they came or will be sent; names are compared whatever the case of their letters.
package struct HTTPHeaders: Hashable, Sendable, CustomStringConvertible {
    /// Every field, in order.
    package private(set) var fields: [HTTPHeader]

    /// The given fields, in order.
    package init(_ fields: [HTTPHeader] = []) {
        self.fields = fields
    }

    /// The value of the first field of that name.
    package func first(_ name: String) -> String? {
        fields.first { $0.isNamed(name) }?.value
    }

    /// The values of all fields of that name, in order.
    package func values(of name: String) -> [String] {
        fields.filter { $0.isNamed(name) }.map(\.value)
    }

    /// Adds a field after all others.
    package mutating func add(name: String, value: String) {
        fields.append(HTTPHeader(name: name, value: value))
    }

    /// Makes `value` the only value of `name`.
    package mutating func set(name: String, value: String) {
        remove(name)
        add(name: name, value: value)
    }

    /// Takes every field of that name away.
    package mutating func remove(_ name: String) {
        fields.removeAll { $0.isNamed(name) }
    }

    /// These fields without those that `others` has too, and `others` after them.
    package func overridden(by others: HTTPHeaders) -> HTTPHeaders {
        HTTPHeaders(fields.filter { own in !others.fields.contains { $0.isNamed(own.name) } } + others.fields)
    }

    /// These fields and `field` after them.
    package func adding(_ field: HTTPHeader?) -> HTTPHeaders {
        guard let field else { return self }
        return HTTPHeaders(fields + [field])
    }

    /// The fields as lines of a request, secrets and all: for the transport only.
    package var lines: [String] {
        fields.map { "\($0.name): \($0.value)" }
    }

    /// One field a line, without what must not be seen in a log.
    package var description: String {
        fields.map(\.description).joined(separator: "\n")
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// Fields in the order they are written.
    package init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { HTTPHeader(name: $0.0, value: $0.1) })
    }
}
