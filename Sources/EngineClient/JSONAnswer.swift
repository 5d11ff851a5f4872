#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A JSON value of which a few members are read, whatever the others are.
enum JSONAnswer: Hashable, Sendable {
    /// A string.
    case text(String)
    /// `true` or `false`.
    case flag(Bool)
    /// An array.
    case list([JSONAnswer])
    /// An object.
    case object([String: JSONAnswer])
    /// A number or `null`, neither of which is read.
    case other

    /// Reads a document; `nil` if it is not JSON.
    init?(parsing bytes: [UInt8]) {
        guard let answer = try? JSONDecoder().decode(JSONAnswer.self, from: Data(bytes)) else { return nil }
        self = answer
    }

    /// The member of an object with this name.
    subscript(name: String) -> JSONAnswer? {
        if case .object(let members) = self { members[name] } else { nil }
    }

    /// The string.
    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    /// The Boolean.
    var flag: Bool? {
        if case .flag(let flag) = self { flag } else { nil }
    }

    /// The elements of an array; empty for any other value.
    var list: [JSONAnswer] {
        if case .list(let values) = self { values } else { [] }
    }

    /// The members of an object, sorted by name; empty for any other value.
    var members: [(name: String, value: JSONAnswer)] {
        guard case .object(let members) = self else { return [] }
        return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}

extension JSONAnswer: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let members = try? container.decode([String: JSONAnswer].self) {
            self = .object(members)
        } else if let values = try? container.decode([JSONAnswer].self) {
            self = .list(values)
        } else {
            self = .other
        }
    }
}
