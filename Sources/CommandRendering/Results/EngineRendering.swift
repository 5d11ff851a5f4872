import EngineClient
import ImageResolver
import PlatformModel

/// The output of `resolve host --engines`: the container engines, their settings for images, and the differences.
package struct EngineRendering {
    private let engines: [Engine]
    private let differences: [EngineDifference]

    /// Renders engines that were asked.
    package init(_ survey: HostEngines) {
        engines = survey.engines
        differences = survey.differences
    }

    /// The sections of the report, in which no row of the table is longer than `width` characters, if that is given.
    func lines(width: Int?) -> [String] {
        guard !engines.isEmpty else { return ["", "engines", "  none found"] }
        let rows = width.map { table.lines(width: $0 - 2, cutting: [(5, 8), (4, 20)]) } ?? table.lines()
        var lines = ["", "engines"] + rows.map { "  " + $0 } + faults.map { "  " + $0 }
        let settings = engines.compactMap(Self.settings(of:))
        if !settings.isEmpty { lines += ["", "engine settings"] + settings.map { "  " + $0 } }
        lines += ["", "differences"]
        return lines + (differences.isEmpty ? ["  none"] : differences.map { "  " + Shown.sentence($0.description) })
    }

    /// The members of the report for `--json`.
    var members: [String: JSONValue] {
        [
            "engines": .list(engines.map(Self.json(of:))),
            "engineDifferences": .list(
                differences.map { .object(["word": .text($0.word), "detail": .text($0.description)]) }),
        ]
    }

    private var table: TextTable {
        var table = TextTable()
        for engine in engines {
            guard let facts = engine.facts else { continue }
            let version = facts.version + (facts.apiVersion.map { " (API \($0))" } ?? "")
            let stores = facts.stores.map { $0.kind == .graphDriver ? "\($0.driver) (\($0.kind.rawValue))" : $0.driver }
            table.add([
                facts.kind.rawValue, Shown.platform(facts.platform), Shown.text(version),
                Shown.text(stores.joined(separator: ", ")), Shown.text("\(engine.endpoint.address)"),
                Self.names(of: engine),
            ])
        }
        return table
    }

    /// One line for each engine that did not answer.
    private var faults: [String] {
        engines.compactMap { engine in
            guard case .fault(let fault) = engine.answer else { return nil }
            return "\(Shown.text(engine.label)) (\(Self.names(of: engine))): \(Shown.sentence(fault.description))"
        }
    }

    private static func names(of engine: Engine) -> String {
        let names = engine.endpoint.names + (engine.endpoint.isSelected ? ["used by docker"] : [])
        return Shown.text(names.joined(separator: ", "))
    }

    /// What an engine is set to, on one line; `nil` if there is nothing to say.
    private static func settings(of engine: Engine) -> String? {
        guard let facts = engine.facts else { return nil }
        let lists = [
            ("mirrors", facts.mirrors), ("insecure registries", facts.insecureRegistries),
            ("registry settings in", facts.registryDirectory.map { [$0] } ?? []), ("emulates", facts.emulated),
        ].filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: ", "))" }
        let flags = (facts.isRootless ? ["rootless"] : []) + (facts.isExperimental ? ["experimental features"] : [])
        let system = facts.system.map { ["system \($0)"] } ?? []
        let all = lists + flags + system
        return all.isEmpty ? nil : Shown.sentence("\(engine.label): \(all.joined(separator: "; "))")
    }

    private static func json(of engine: Engine) -> JSONValue {
        var members: [String: JSONValue] = [
            "kind": .text(engine.kind.rawValue), "address": .text("\(engine.endpoint.address)"),
            "names": .list(engine.endpoint.names.map(JSONValue.text)), "selected": .bool(engine.endpoint.isSelected),
        ]
        switch engine.answer {
        case .fault(let fault): members["error"] = .text(fault.description)
        case .facts(let facts): members.merge(Self.members(of: facts)) { $1 }
        }
        return .object(members)
    }

    private static func members(of facts: EngineFacts) -> [String: JSONValue] {
        [
            "platform": facts.platform.map(JSONValue.platform) ?? .null,
            "kernelArchitecture": .optional(facts.kernelArchitecture), "version": .text(facts.version),
            "apiVersion": .optional(facts.apiVersion), "system": .optional(facts.system),
            "stores": .list(
                facts.stores.map { .object(["kind": .text($0.kind.rawValue), "driver": .text($0.driver)]) }),
            "mirrors": .list(facts.mirrors.map(JSONValue.text)),
            "insecureRegistries": .list(facts.insecureRegistries.map(JSONValue.text)),
            "registryDirectory": .optional(facts.registryDirectory), "rootless": .bool(facts.isRootless),
            "experimental": .bool(facts.isExperimental), "emulated": .list(facts.emulated.map(JSONValue.text)),
        ]
    }
}
