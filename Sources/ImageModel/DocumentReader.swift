import PlatformModel

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads untrusted JSON: size, encoding and depth are checked before anything is decoded.
package enum DocumentReader {
    /// Decodes `bytes`, which were sent as `contentType` (an essence, or empty).
    ///
    /// Unknown fields are ignored. Of duplicate fields, the first counts.
    /// - Throws: ``ManifestError``, naming the first thing wrong.
    package static func decode<Wire: Decodable>(
        _ type: Wire.Type, from bytes: [UInt8], sentAs contentType: String = ""
    ) throws(ManifestError) -> Wire {
        guard bytes.count <= Limits.manifestBytes else { throw .tooLarge(bytes: bytes.count) }
        guard let first = bytes.first(where: { !isBlank($0) }) else { throw .empty }
        guard first != UInt8(ascii: "<"), !["text/html", "application/xhtml+xml"].contains(contentType) else {
            throw .html(firstLine: firstLine(of: bytes))
        }
        // JSON text has no zero bytes, but UTF-16 and UTF-32, which the decoder may accept, have many.
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else { throw .notText }
        guard !isNested(deeperThan: Limits.jsonNesting, bytes) else { throw .tooDeep }
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as ManifestError {
            throw error
        } catch let error as DecodingError {
            throw manifestError(error, bytes: bytes)
        } catch {
            throw .notJSON(byteCount: bytes.count, beginning: firstLine(of: bytes))
        }
    }

    private static func manifestError(_ error: DecodingError, bytes: [UInt8]) -> ManifestError {
        switch error {
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            let (position, field) = location(of: context.codingPath)
            return .wrongType(position: position, field: field, expected: name(of: type))
        case .keyNotFound(let key, _): return .missing(field: key.stringValue)
        case .dataCorrupted: return .notJSON(byteCount: bytes.count, beginning: firstLine(of: bytes))
        @unknown default: return .notJSON(byteCount: bytes.count, beginning: firstLine(of: bytes))
        }
    }

    /// The error that a field of the entry at `position` has another type than its own; `nil` if `error` is another one.
    static func typeError(_ error: DecodingError, at position: String) -> ManifestError? {
        switch error {
        case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
            .wrongType(
                position: position, field: text(context.codingPath.dropFirst(2)), expected: name(of: type))
        case .keyNotFound, .dataCorrupted: nil
        @unknown default: nil
        }
    }

    /// Splits a path after its first field and an index after it: `manifests[3]` and `platform.os`.
    private static func location(of path: [any CodingKey]) -> (position: String?, field: String) {
        let head = path.count > 1 && path[1].intValue != nil ? 2 : 1
        guard path.count > head else { return (nil, text(path[...])) }
        return (text(path[..<head]), text(path[head...]))
    }

    private static func text(_ path: ArraySlice<any CodingKey>) -> String {
        var result = ""
        for key in path {
            if let index = key.intValue {
                result += "[\(index)]"
            } else {
                result += (result.isEmpty ? "" : ".") + key.stringValue
            }
        }
        return result
    }

    private static func name(of type: any Any.Type) -> String {
        let name = String(describing: type)
        return name.hasPrefix("Array<") ? "a list" : name == "String" ? "a string" : "an object"
    }

    private static func firstLine(of bytes: [UInt8]) -> String {
        let line = bytes.drop(while: isBlank).prefix(Limits.printedText * 4).prefix { $0 != 0x0A && $0 != 0x0D }
        return String(String(decoding: line, as: UTF8.self).unicodeScalars.prefix(Limits.printedText))
    }

    /// Whether `byte` is white space, or part of a UTF-8 byte order mark.
    private static func isBlank(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains(byte)
    }

    /// Whether arrays and objects are nested more than `limit` levels deep, found without recursion.
    ///
    /// Up to the first syntax error, this counts the same brackets as a JSON parser, which stops there.
    private static func isNested(deeperThan limit: Int, _ bytes: [UInt8]) -> Bool {
        var depth = 0
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > limit { return true }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            default: break
            }
        }
        return false
    }
}

/// A JSON value of any type in place of a number.
///
/// It keeps the value for the error message; the decoder's own error would only say "not an integer".
enum WireNumber: Hashable, Sendable {
    /// A whole number; `5.0` is one too.
    case whole(Int64)
    /// A number with a fraction, or beyond 64 bits.
    case other(Double)
    /// Another value, described for the error message.
    case notNumber(String)
}

extension WireNumber: Decodable {
    /// Reads a value of any type.
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            self = .whole(number)
        } else if let number = try? container.decode(Double.self) {
            self = .other(number)
        } else if let text = try? container.decode(String.self) {
            self = .notNumber("'\(text)'")
        } else {
            self = .notNumber("of another type")
        }
    }
}

/// The platform fields of an index entry or an image config.
struct PlatformWire: Decodable {
    /// The operating system.
    var os: String?
    /// The architecture.
    var architecture: String?
    /// The CPU variant.
    var variant: String?
    /// The operating system's version.
    var osVersion: String?
    /// The required features of the operating system.
    var osFeatures: [String]?

    // The specification reserves `features`, which is ignored.
    private enum CodingKeys: String, CodingKey {
        case os, architecture, variant
        case osVersion = "os.version"
        case osFeatures = "os.features"
    }

    /// The platform; `nil` if every string is missing or empty.
    var platform: Platform? {
        let platform = Platform(
            os: os ?? "", architecture: architecture ?? "", variant: present(variant), osVersion: present(osVersion),
            osFeatures: osFeatures ?? [])
        return platform.isBlank ? nil : platform
    }

    private func present(_ text: String?) -> String? {
        text?.isEmpty == false ? text : nil
    }
}
