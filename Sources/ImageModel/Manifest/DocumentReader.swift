#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Reads JSON of strangers: nothing is decoded before its size, its text and its depth are known to be bounded.
enum DocumentReader {
    /// Decodes `bytes`, which came as `contentType` (an essence, or nothing).
    ///
    /// Unknown fields are ignored. Of a field that stands twice, the first counts.
    /// - Throws: ``ManifestError``, naming the first thing wrong.
    static func decode<Wire: Decodable>(
        _ type: Wire.Type, from bytes: [UInt8], sentAs contentType: String = ""
    ) throws(ManifestError) -> Wire {
        guard bytes.count <= Limits.manifestBytes else { throw .tooLarge(bytes: bytes.count) }
        guard let first = bytes.first(where: { !isBlank($0) }) else { throw .empty }
        guard first != UInt8(ascii: "<"), !["text/html", "application/xhtml+xml"].contains(contentType) else {
            throw .html(firstLine: firstLine(of: bytes))
        }
        // A zero byte never stands in JSON text, and UTF-16 and UTF-32, which a decoder may know, are full of them.
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else { throw .notText }
        guard !JSONNesting.isDeeper(than: Limits.jsonNesting, in: bytes) else { throw .tooDeep }
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
            let (position, field) = place(context.codingPath)
            return .wrongType(position: position, field: field, expected: words(for: type))
        case .keyNotFound(let key, _): return .missing(field: key.stringValue)
        case .dataCorrupted: return .notJSON(byteCount: bytes.count, beginning: firstLine(of: bytes))
        @unknown default: return .notJSON(byteCount: bytes.count, beginning: firstLine(of: bytes))
        }
    }

    /// Parts a path after its first field and the index that may follow: `manifests[3]` and `platform.os`.
    private static func place(_ path: [any CodingKey]) -> (position: String?, field: String) {
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

    private static func words(for type: any Any.Type) -> String {
        let name = String(describing: type)
        return name.hasPrefix("Array<") ? "a list" : name == "String" ? "text" : "an object"
    }

    private static func firstLine(of bytes: [UInt8]) -> String {
        let line = bytes.drop(while: isBlank).prefix(Limits.printedText * 4).prefix { $0 != 0x0A && $0 != 0x0D }
        return String(String(decoding: line, as: UTF8.self).unicodeScalars.prefix(Limits.printedText))
    }

    /// Whether `byte` is white space, or part of the mark that some put in front of UTF-8.
    private static func isBlank(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains(byte)
    }
}
