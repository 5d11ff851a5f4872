#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Recording {
    /// The most bytes that a recording may have: 1 MiB.
    package static let byteLimit = 1 << 20

    /// Reads `{"format":1,"os":…,"probes":{…}}`; other keys are ignored.
    public init(parsing json: [UInt8]) throws(RecordingError) {
        guard json.count <= Self.byteLimit else {
            throw .tooLarge(bytes: json.count, limit: Self.byteLimit)
        }
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(json))
        } catch let error as DecodingError {
            throw RecordingError(error)
        } catch {
            throw .notJSON
        }
        guard document.format == 1 else { throw .unknownFormat(document.format) }
        guard !document.os.isEmpty else { throw .noOperatingSystem }
        self.init(os: document.os, probes: document.probes)
    }

    /// Writes what ``init(parsing:)`` reads: sorted by key, one key a line.
    public func encoded() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = Document(format: 1, os: os, probes: probes)
        // Strings and whole numbers, which is all there is, can always be written.
        let json = (try? encoder.encode(document)) ?? Data()
        return Array(json) + [UInt8(ascii: "\n")]
    }
}

/// The JSON object that a recording is.
private struct Document: Codable {
    let format: Int
    let os: String
    let probes: [String: ProbeValue]
}

extension RecordingError {
    /// The fact behind the decoder's error.
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, _):
            self = .missingKey(key.stringValue)
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self = Self.wrongKind(at: context.codingPath)
        case .dataCorrupted(let context):
            self = context.codingPath.isEmpty ? .notJSON : Self.wrongKind(at: context.codingPath)
        @unknown default:
            self = .notJSON
        }
    }

    private static func wrongKind(at path: [any CodingKey]) -> RecordingError {
        guard let first = path.first else { return .notAnObject }
        guard path.count > 1, first.stringValue == "probes" else { return .wrongKind(key: first.stringValue) }
        return .wrongKind(key: path[1].stringValue)
    }
}
