/// The header fields of a message, in their order; names are looked up without regard to case.
public struct HTTPFields: Sendable {
    /// One field.
    public struct Field: Sendable {
        /// The name as written.
        public let name: String
        /// The value without the blanks around it.
        public let value: String
    }

    /// All fields in their order.
    public private(set) var fields: [Field] = []

    /// No fields.
    public init() {}

    /// The first value of `name`.
    public subscript(name: String) -> String? {
        get { all(name).first }
        set {
            fields.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { add(name, newValue) }
        }
    }

    /// Every value of `name`, in order.
    public func all(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// Adds one more field, whatever stands already.
    public mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }
}
