import ImageResolver

/// The output of `resolve check --affinity`: a field of a pod's specification.
package struct AffinityRendering {
    private let affinity: NodeAffinity

    /// Renders the nodes of one image.
    package init(_ affinity: NodeAffinity) {
        self.affinity = affinity
    }

    /// The field as YAML.
    package var lines: [String] {
        var lines = affinity.remarks.map { "# " + Shown.sentence($0) }
        lines += [
            "affinity:",
            "  nodeAffinity:",
            "    requiredDuringSchedulingIgnoredDuringExecution:",
            "      nodeSelectorTerms:",
        ]
        for term in affinity.terms {
            lines.append("        - matchExpressions:")
            for (key, values) in Self.expressions(of: term) {
                lines += [
                    "            - key: \(key)", "              operator: In", "              values:",
                ]
                lines += values.map { "                - \(Self.scalar($0))" }
            }
        }
        return lines
    }

    /// The same field for `--json`, with the remarks.
    package var json: JSONValue {
        let terms = affinity.terms.map { term -> JSONValue in
            let expressions = Self.expressions(of: term).map { key, values -> JSONValue in
                .object(["key": .text(key), "operator": .text("In"), "values": .list(values.map(JSONValue.text))])
            }
            return .object(["matchExpressions": .list(expressions)])
        }
        let required = JSONValue.object(["nodeSelectorTerms": .list(terms)])
        return .object([
            "nodeAffinity": .object(["requiredDuringSchedulingIgnoredDuringExecution": required]),
            "remarks": .list(affinity.remarks.map(JSONValue.text)),
        ])
    }

    /// A string in YAML: as it is if that cannot be taken for anything else, as `386` can.
    private static func scalar(_ text: String) -> String {
        let isWord = text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        let begins = text.utf8.first.map { (0x61...0x7A).contains($0) } ?? false
        let reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        return isWord && begins && !reserved.contains(text) ? text : JSONValue.text(text).line
    }

    private static func expressions(of term: NodeAffinity.Term) -> [(key: String, values: [String])] {
        [("kubernetes.io/os", [term.os]), ("kubernetes.io/arch", term.architectures)]
    }
}
