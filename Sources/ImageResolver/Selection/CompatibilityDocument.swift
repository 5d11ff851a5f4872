import ImageModel
import YAMLParsing

extension CompatibilitySpecification {
    /// Reads the file of a compatibility artifact, which is YAML or JSON.
    ///
    /// What rules do beside their requirements, such as labels, is skipped.
    ///
    /// - Throws: the first thing wrong, with its line.
    init(parsing bytes: [UInt8]) throws(ResolverError) {
        let root = try YAMLTree<ResolverError>.read(bytes) { fault, line, _ in
            ResolverError(.malformed, line > 0 ? "line \(line): \(fault)" : fault.description)
        }
        guard let root else { throw ResolverError(.malformed, "the file is empty") }
        let fields = try CompatibilityFields(root, "the file")
        let version = try fields.text("version")
        guard version == Self.version else {
            let written = Printable.escaped(version ?? "")
            throw ResolverError(.malformed, "its version is '\(written)', not '\(Self.version)'")
        }
        self.init(sets: try fields.list("compatibilities", Self.set))
    }

    private static func set(_ node: YAMLNode) throws(ResolverError) -> CompatibilitySet {
        let fields = try CompatibilityFields(node, "a compatibility set")
        return CompatibilitySet(
            description: try fields.text("description"), tag: try fields.text("tag"),
            weight: try fields.text("weight").flatMap { Int($0) }, rules: try fields.list("rules", rule))
    }

    private static func rule(_ node: YAMLNode) throws(ResolverError) -> CompatibilityRule {
        let fields = try CompatibilityFields(node, "a rule")
        let alternatives = try fields.list("matchAny") { node throws(ResolverError) in
            try CompatibilityFields(node, "an element of 'matchAny'").list("matchFeatures", term)
        }
        return CompatibilityRule(
            name: try fields.text("name") ?? "", terms: try fields.list("matchFeatures", term),
            alternatives: alternatives)
    }

    private static func term(_ node: YAMLNode) throws(ResolverError) -> CompatibilityTerm {
        let fields = try CompatibilityFields(node, "an element of 'matchFeatures'")
        guard let feature = try fields.text("feature") else { throw fields.error("it has no 'feature'") }
        var expressions: [String: CompatibilityExpression] = [:]
        for entry in try fields.entries("matchExpressions") {
            expressions[entry.key] = try expression(entry.value)
        }
        return CompatibilityTerm(
            feature: feature, expressions: expressions, name: try fields["matchName"].map(expression))
    }

    private static func expression(_ node: YAMLNode) throws(ResolverError) -> CompatibilityExpression {
        let fields = try CompatibilityFields(node, "an expression")
        let name = try fields.text("op") ?? ""
        guard let operation = CompatibilityExpression.Operator(rawValue: name) else {
            throw fields.error("the operator '\(Printable.escaped(name))' is not known")
        }
        let values = try fields.list("value") { node throws(ResolverError) in
            guard case .scalar(let text, _) = node.content else {
                throw fields.error("a value is \(node.kind), not a string")
            }
            return text
        }
        return CompatibilityExpression(
            operation, values, comparesVersions: try fields.text("type") == "version")
    }
}

/// The fields of a mapping in a compatibility artifact.
private struct CompatibilityFields {
    private let line: Int
    private let fields: [YAMLEntry]

    /// The fields of `node`, which is what `name` says.
    init(_ node: YAMLNode, _ name: String) throws(ResolverError) {
        line = node.line
        guard case .mapping(let entries) = node.content else {
            throw ResolverError(.malformed, "line \(node.line): \(name) is \(node.kind), not a mapping")
        }
        fields = entries
    }

    /// The value of a field; `nil` if it is absent or has none.
    subscript(key: String) -> YAMLNode? {
        fields.first { $0.key == key }.flatMap { $0.value.isNull ? nil : $0.value }
    }

    /// A string.
    func text(_ key: String) throws(ResolverError) -> String? {
        guard let node = self[key] else { return nil }
        guard case .scalar(let text, _) = node.content else { throw error("'\(key)' is \(node.kind), not a string") }
        return text
    }

    /// The elements of a list; none if it is absent.
    func list<Element>(
        _ key: String, _ element: (YAMLNode) throws(ResolverError) -> Element
    ) throws(ResolverError) -> [Element] {
        guard let node = self[key] else { return [] }
        guard case .sequence(let nodes) = node.content else { throw error("'\(key)' is \(node.kind), not a list") }
        return try nodes.map(element)
    }

    /// The entries of a mapping; none if it is absent.
    func entries(_ key: String) throws(ResolverError) -> [YAMLEntry] {
        guard let node = self[key] else { return [] }
        guard case .mapping(let entries) = node.content else { throw error("'\(key)' is \(node.kind), not a mapping") }
        return entries
    }

    /// An error about the mapping.
    func error(_ sentence: String) -> ResolverError {
        ResolverError(.malformed, "line \(line): \(sentence)")
    }
}
