import ImageModel
import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A JSON value to print: nulls are written, and the keys of objects are sorted.
package enum JSONValue: Hashable, Sendable {
    /// `null`, also written for a key without a value.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// An integer.
    case integer(Int64)
    /// A number with a fraction; infinities and NaN are written as `null`.
    case number(Double)
    /// Any text; escaped when written.
    case text(String)
    /// An array.
    case list([JSONValue])
    /// An object.
    case object([String: JSONValue])

    /// The value on one line, without spaces.
    package var line: String {
        var text = ""
        write(to: &text, depth: nil)
        return text
    }

    /// The value on several lines, indented by two spaces per level; an array of scalars stays on one line.
    package var pretty: String {
        var text = ""
        write(to: &text, depth: 0)
        return text
    }

    /// Appends the value; `depth` is the level of indentation, or `nil` for one line.
    private func write(to text: inout String, depth: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += value.isFinite ? String(value) : "null"
        case .text(let value): JSONText.append(value, to: &text)
        case .list(let values):
            let inner = values.allSatisfy(\.isScalar) ? nil : depth
            Self.write(values, between: ("[", "]"), to: &text, depth: inner) { value, text, depth in
                value.write(to: &text, depth: depth)
            }
        case .object(let members):
            let sorted = members.sorted { $0.key < $1.key }
            Self.write(sorted, between: ("{", "}"), to: &text, depth: depth) { member, text, depth in
                JSONText.append(member.key, to: &text)
                text += depth == nil ? ":" : ": "
                member.value.write(to: &text, depth: depth)
            }
        }
    }

    private var isScalar: Bool {
        switch self {
        case .null, .bool, .integer, .number, .text: true
        case .list, .object: false
        }
    }

    /// Appends the elements of an array or object between their brackets.
    private static func write<Members: Collection>(
        _ members: Members,
        between brackets: (open: String, close: String),
        to text: inout String,
        depth: Int?,
        member: (Members.Element, inout String, Int?) -> Void
    ) {
        text += brackets.open
        for (number, value) in members.enumerated() {
            if number > 0 { text += "," }
            if let depth { text += "\n" + String(repeating: "  ", count: depth + 1) }
            member(value, &text, depth.map { $0 + 1 })
        }
        if let depth, !members.isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
        text += brackets.close
    }
}

// MARK: Values of the model

extension JSONValue {
    /// A text, or `null`.
    package static func optional(_ text: String?) -> JSONValue {
        text.map(JSONValue.text) ?? .null
    }

    /// A platform with all of its keys, `null` for those without a value.
    package static func platform(_ platform: Platform?) -> JSONValue {
        guard let platform else { return .null }
        return .object([
            "os": .text(platform.os),
            "architecture": .text(platform.architecture),
            "variant": .optional(platform.variant),
            "os.version": .optional(platform.osVersion),
            "os.features": .list(platform.osFeatures.map(JSONValue.text)),
        ])
    }

    /// A digest in full, or `null`.
    package static func digest(_ digest: Digest?) -> JSONValue {
        .optional(digest?.description)
    }

    /// A size in bytes, or `null`.
    package static func size(_ size: Int64?) -> JSONValue {
        size.map(JSONValue.integer) ?? .null
    }

    /// The position of an entry, from the outermost index inwards.
    package static func position(_ position: Position) -> JSONValue {
        .list(position.map { .integer(Int64($0)) })
    }

    /// The source of a requested platform: `host`, `flag` or `environment`.
    package static func origin(_ origin: Wanted.Origin) -> JSONValue {
        switch origin {
        case .host, .hostOption: .text("host")
        case .flag: .text("flag")
        case .environment: .text("environment")
        }
    }

    /// The name of the host or variable that a requested platform comes from, or `null`.
    package static func originName(_ origin: Wanted.Origin) -> JSONValue {
        switch origin {
        case .host, .flag: .null
        case .hostOption(let name), .environment(let name): .text(name)
        }
    }
}

// MARK: Reading

extension JSONValue: Decodable {
    /// Reads a whole document; returns `nil` if it is not JSON. Of duplicate keys, one value is kept.
    package init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else { return nil }
        self = value
    }

    /// Decodes a value of any kind.
    package init(from decoder: any Decoder) throws {
        if let keyed = try? decoder.container(keyedBy: AnyKey.self) {
            var members: [String: JSONValue] = [:]
            for key in keyed.allKeys {
                members[key.stringValue] = try keyed.decode(JSONValue.self, forKey: key)
            }
            self = .object(members)
        } else if var list = try? decoder.unkeyedContainer() {
            var values: [JSONValue] = []
            while !list.isAtEnd { values.append(try list.decode(JSONValue.self)) }
            self = .list(values)
        } else {
            self = try Self.scalar(in: try decoder.singleValueContainer())
        }
    }

    private static func scalar(in container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let value = try? container.decode(Bool.self) { return .bool(value) }
        if let value = try? container.decode(String.self) { return .text(value) }
        if let value = try? container.decode(Int64.self) { return .integer(value) }
        return .number(try container.decode(Double.self))
    }
}

/// A coding key of any text.
private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}
