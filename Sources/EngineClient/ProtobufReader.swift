/// Reads the fields of one protobuf message, in order.
///
/// Encoding: protobuf.dev, "Encoding". Groups are malformed here: no message of containerd has them.
struct ProtobufReader {
    /// The value of a field.
    enum Value: Hashable {
        /// A number or a Boolean.
        case number(UInt64)
        /// A string, bytes or a message.
        case bytes(ArraySlice<UInt8>)
        /// A number of fixed width, which no field that is read here has.
        case fixed
    }

    private var rest: ArraySlice<UInt8>
    /// Whether the message ended within a field, or a field has no such type.
    private(set) var isMalformed = false

    /// Begins with the first field of a message.
    init(_ message: ArraySlice<UInt8>) {
        rest = message
    }

    /// The next field; `nil` at the end of the message and where it is malformed.
    mutating func next() -> (number: UInt64, value: Value)? {
        guard !rest.isEmpty, !isMalformed else { return nil }
        guard let key = varint(), let value = value(ofType: key & 7), key >> 3 > 0 else {
            isMalformed = true
            return nil
        }
        return (key >> 3, value)
    }

    private mutating func value(ofType type: UInt64) -> Value? {
        switch type {
        case 0: return varint().map(Value.number)
        case 1: return bytes(8).map { _ in .fixed }
        case 2:
            guard let length = varint(), let count = Int(exactly: length) else { return nil }
            return bytes(count).map(Value.bytes)
        case 5: return bytes(4).map { _ in .fixed }
        default: return nil
        }
    }

    private mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A number in groups of seven bits, least significant first; at most ten bytes.
    private mutating func varint() -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }
}

/// A message with the fields that are read of it: strings and messages by the number of the field.
struct ProtobufMessage {
    private var fields: [UInt64: [ArraySlice<UInt8>]] = [:]

    /// Reads a message; `nil` if it is malformed.
    init?(_ bytes: ArraySlice<UInt8>) {
        var reader = ProtobufReader(bytes)
        while let (number, value) = reader.next() {
            if case .bytes(let bytes) = value { fields[number, default: []].append(bytes) }
        }
        guard !reader.isMalformed else { return nil }
    }

    /// The last string of a field, which counts; `nil` if there is none, or it is not UTF-8.
    func text(_ number: UInt64) -> String? {
        fields[number]?.last.flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The messages of a field, without those that are malformed.
    func messages(_ number: UInt64) -> [ProtobufMessage] {
        (fields[number] ?? []).compactMap { ProtobufMessage($0) }
    }
}
