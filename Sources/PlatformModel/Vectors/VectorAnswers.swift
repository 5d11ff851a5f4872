#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Answers vectors: the rules in bulk, one JSON object in and one out (CLI.md, "vectors").
public struct VectorAnswers: Sendable {
    private let catalog: PlatformCatalog
    private let host: Platform

    /// Answers by what a catalog knows.
    ///
    /// - Parameter host: what completes a specifier whose vector names no host.
    public init(catalog: PlatformCatalog, host: Platform) {
        self.catalog = catalog
        self.host = host
    }

    /// The answer to one line; whatever stands in it, there is one.
    public func answer(_ line: [UInt8]) -> VectorAnswer {
        let data = Data(line)
        let decoder = JSONDecoder()
        let identifier = (try? decoder.decode(Identified.self, from: data))?.id ?? .none
        do {
            let vector = try decoder.decode(VectorLine.self, from: data)
            guard let reply = reply(to: vector) else {
                return encoded(.error("no kind of vector has these keys"), identifier, isMalformed: true)
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
        // Strings and whole numbers, which is all there is, can always be written.
        let line = (try? encoder.encode(IdentifiedReply(identifier: identifier, reply: reply))) ?? Data()
        return VectorAnswer(line: Array(line), isMalformed: isMalformed)
    }

    private static func problem(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "the line is not JSON" }
        switch error {
        case .keyNotFound(let key, let context): return "\(path(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            return "\(path(context.codingPath)) is of another kind than a vector's"
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
