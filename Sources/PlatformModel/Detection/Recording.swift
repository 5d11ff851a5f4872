#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The raw answers of one machine's probes, which is all that ``HostDetection`` needs.
///
/// The keys of ``probes`` are those of ``ProbeKey``. An absent key means that the probe was not run.
public struct Recording: Hashable, Sendable {
    /// The operating system, by its name in image indexes.
    public var os: String
    /// The answer of each probe.
    public var probes: [String: ProbeValue]

    /// Creates a recording of a machine with this operating system.
    public init(os: String, probes: [String: ProbeValue]) {
        self.os = os
        self.probes = probes
    }
}

extension Recording {
    /// The size limit of a recording: 1 MiB.
    package static let byteLimit = 1 << 20

    /// Reads `{"format":1,"os":…,"probes":{…}}`; other keys are ignored.
    public init(parsing json: [UInt8]) throws(RecordingError) {
        guard json.count <= Self.byteLimit else {
            throw RecordingError(.tooLarge(bytes: json.count, limit: Self.byteLimit))
        }
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(json))
        } catch let error as DecodingError {
            throw RecordingError(.init(error))
        } catch {
            throw RecordingError(.notJSON)
        }
        guard document.format == 1 else { throw RecordingError(.unknownFormat(document.format)) }
        guard !document.os.isEmpty else { throw RecordingError(.noOperatingSystem) }
        self.init(os: document.os, probes: document.probes)
    }

    /// Writes the form that ``init(parsing:)`` reads, sorted by key, with one key per line.
    public func encoded() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let document = Document(format: 1, os: os, probes: probes)
        // A recording contains only strings and integers, so encoding cannot fail.
        let json = (try? encoder.encode(document)) ?? Data()
        return Array(json) + [UInt8(ascii: "\n")]
    }

    /// The JSON object of a recording.
    private struct Document: Codable {
        let format: Int
        let os: String
        let probes: [String: ProbeValue]
    }
}

extension Recording {
    /// The answer with a key; `nil` if the probe was not run.
    subscript(key: String) -> ProbeValue? {
        probes[key]
    }

    /// The text with a key; `nil` if the probe was not run or its answer is not a text.
    func text(_ key: String) -> String? {
        probes[key]?.text
    }

    /// The answer with the key `key`, or, for `key[name]`, the entry `name` of the table with that key.
    func answer(at key: String) -> ProbeValue? {
        if let value = self[key] { return value }
        guard key.hasSuffix("]"), let bracket = key.firstIndex(of: "[") else { return nil }
        guard let table = self[String(key[..<bracket])]?.table else { return nil }
        return table[String(key[key.index(after: bracket)...].dropLast())].map { .text($0) } ?? .missing
    }

    /// The answer at a key on one line, as facts show it; `not probed` if the probe was not run.
    func raw(_ key: String) -> String {
        let lines = (answer(at: key)?.shown ?? "not probed").split(separator: "\n").map { $0.drop { $0 == " " } }
        return lines.filter { !$0.isEmpty }.joined(separator: "; ")
    }
}

/// The first thing wrong with a recording of a host, and the file that contains it.
public struct RecordingError: Error, Hashable, Sendable {
    /// What can be wrong with a recording.
    public enum Problem: Hashable, Sendable {
        /// The file does not exist.
        case notFound
        /// The file cannot be read; `reason` is the name of an errno.
        case unreadable(reason: String)
        /// The recording is larger than the limit.
        case tooLarge(bytes: Int, limit: Int)
        /// The recording is not JSON.
        case notJSON
        /// The recording is JSON, but not an object.
        case notAnObject
        /// A required key is absent.
        case missingKey(String)
        /// The value of a key has the wrong type.
        case wrongType(key: String)
        /// The format is not supported by this version.
        case unknownFormat(Int)
        /// The operating system is empty.
        case noOperatingSystem
    }

    /// What is wrong.
    public let problem: Problem
    /// The path of the file; `nil` if the recording is not from a file.
    public let path: String?

    /// Creates an error about a recording, or about the file at a path.
    public init(_ problem: Problem, path: String? = nil) {
        self.problem = problem
        self.path = path
    }
}

extension RecordingError: CustomStringConvertible {
    /// The problem as a sentence that names the file.
    public var description: String {
        guard let path else { return problem.description }
        switch problem {
        case .notFound: return "there is no file '\(path)'"
        case .unreadable(let reason): return "'\(path)' cannot be read: \(reason)"
        default: return "'\(path)': \(problem)"
        }
    }
}

extension RecordingError.Problem: CustomStringConvertible {
    /// The problem as a sentence.
    public var description: String {
        switch self {
        case .notFound: "the recording's file does not exist"
        case .unreadable(let reason): "the recording's file cannot be read: \(reason)"
        case .tooLarge(let bytes, let limit): "the recording has \(bytes) bytes, more than \(limit)"
        case .notJSON: "the recording is not JSON"
        case .notAnObject: "the recording is not a JSON object with 'format', 'os' and 'probes'"
        case .missingKey(let key): "the recording has no '\(key)'"
        case .wrongType(let key): "'\(key)' in the recording has the wrong type"
        case .unknownFormat(let format): "the recording has format \(format), not 1"
        case .noOperatingSystem: "'os' in the recording is empty"
        }
    }

    /// The problem behind a decoder's error.
    fileprivate init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, _):
            self = .missingKey(key.stringValue)
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            self = Self.wrongType(at: context.codingPath)
        case .dataCorrupted(let context):
            self = context.codingPath.isEmpty ? .notJSON : Self.wrongType(at: context.codingPath)
        @unknown default:
            self = .notJSON
        }
    }

    private static func wrongType(at path: [any CodingKey]) -> Self {
        guard let first = path.first else { return .notAnObject }
        guard path.count > 1, first.stringValue == "probes" else { return .wrongType(key: first.stringValue) }
        return .wrongType(key: path[1].stringValue)
    }
}
