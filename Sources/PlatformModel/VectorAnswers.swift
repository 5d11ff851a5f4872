#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Answers vectors: applies the rules in bulk, one JSON object in and one out per line.
///
/// `resolve vectors` is this type's command.
public struct VectorAnswers: Sendable {
    private let catalog: PlatformCatalog
    private let host: Platform

    /// Creates an evaluator that uses the data of a catalog.
    ///
    /// - Parameter host: the host that completes a specifier if its vector names none.
    public init(catalog: PlatformCatalog, host: Platform) {
        self.catalog = catalog
        self.host = host
    }

    /// Answers one line; every line has an answer, whatever its content.
    public func answer(_ line: [UInt8]) -> VectorAnswer {
        let data = Data(line)
        let decoder = JSONDecoder()
        let identifier = (try? decoder.decode(Identified.self, from: data))?.id ?? .none
        do {
            let vector = try decoder.decode(VectorLine.self, from: data)
            guard let reply = reply(to: vector) else {
                return encoded(.error("these keys match no kind of question"), identifier, isMalformed: true)
            }
            return encoded(reply, identifier, isMalformed: false)
        } catch {
            return encoded(.error(Self.problem(error)), identifier, isMalformed: true)
        }
    }

    private func reply(to vector: VectorLine) -> VectorReply? {
        switch vector {
        case .selection(let platform, let facts, let candidates):
            let wanted = Wanted.from(host: facts.host(of: platform, catalog: catalog))
            let matcher = Matcher(wanted: wanted, policy: facts.policy, catalog: catalog)
            return .selection(matcher.judge(candidates))
        case .specifier(let text, let given):
            do throws(SpecifierError) {
                return .platform(try catalog.parse(text, host: given ?? host))
            } catch {
                return .error(error.description)
            }
        case .architecture(let name, let variant):
            let normal = catalog.normalized(architecture: name, variant: variant)
            return .architecture(normal.architecture, variant: normal.variant ?? "")
        case .probes(let system, let probes):
            let report = HostDetection(catalog: catalog).report(on: Recording(os: system, probes: probes))
            return .platform(report.host.platform)
        case .platform(let platform):
            return .format(short: platform.short, full: platform.full)
        case .unknown:
            return nil
        }
    }

    private func encoded(_ reply: VectorReply, _ identifier: VectorIdentifier, isMalformed: Bool) -> VectorAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // A reply contains only strings and integers, so encoding cannot fail.
        let line = (try? encoder.encode(IdentifiedReply(identifier: identifier, reply: reply))) ?? Data()
        return VectorAnswer(line: Array(line), isMalformed: isMalformed)
    }

    private static func problem(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "the line is not JSON" }
        switch error {
        case .keyNotFound(let key, let context): return "\(path(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            guard !context.codingPath.isEmpty else { return "the line is not a JSON object" }
            return "\(path(context.codingPath)) has the wrong type"
        case .dataCorrupted(let context):
            guard !context.codingPath.isEmpty else { return "the line is not JSON" }
            return "\(path(context.codingPath)) is not a known value"
        @unknown default: return "the line is not a vector"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        guard !keys.isEmpty else { return "the line" }
        return "'" + keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".") + "'"
    }

    private struct Identified: Decodable {
        let id: VectorIdentifier
    }
}

/// The answer to one vector: one line of JSON.
public struct VectorAnswer: Hashable, Sendable {
    /// The line, without its line break.
    public let line: [UInt8]
    /// Whether the input was not a vector.
    public let isMalformed: Bool
}

/// The content of an answer, apart from the `id`.
private enum VectorReply {
    /// The choice among entries.
    case selection(Judgement)
    /// A platform, parsed or detected.
    case platform(Platform)
    /// A platform in both written forms.
    case format(short: String, full: String)
    /// A normalized architecture and variant.
    case architecture(String, variant: String)
    /// What is wrong with the input.
    case error(String)
}

/// An answer as JSON, with the `id` of its vector.
private struct IdentifiedReply: Encodable {
    let identifier: VectorIdentifier
    let reply: VectorReply

    private enum Key: String, CodingKey {
        case id, chosen, word, refusals, position, platform, format, architecture, variant, error
        case formatAll = "format_all"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(identifier, forKey: .id)
        switch reply {
        case .platform(let platform): try values.encode(platform, forKey: .platform)
        case .error(let text): try values.encode(text, forKey: .error)
        case .format(let short, let full):
            try values.encode(short, forKey: .format)
            try values.encode(full, forKey: .formatAll)
        case .architecture(let name, let variant):
            try values.encode(name, forKey: .architecture)
            try values.encode(variant, forKey: .variant)
        case .selection(let judgement):
            try values.encode(judgement.chosen?.position, forKey: .chosen)
            try values.encode(judgement.chosen?.verdict.reason, forKey: .word)
            var refusals = values.nestedUnkeyedContainer(forKey: .refusals)
            for judged in judgement.verdicts where !judged.verdict.isAccepted {
                var refusal = refusals.nestedContainer(keyedBy: Key.self)
                try refusal.encode(judged.position, forKey: .position)
                try refusal.encode(judged.verdict.reason, forKey: .word)
            }
        }
    }
}
