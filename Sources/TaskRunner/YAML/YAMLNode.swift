/// A node of a YAML document: what it holds, and where it begins.
struct YAMLNode: Hashable, Sendable {
    /// The line, from 1.
    let line: Int
    /// The column, from 1.
    let column: Int
    /// What it holds.
    let content: Content

    /// What a node can hold.
    indirect enum Content: Hashable, Sendable {
        /// A text; `isPlain` says that it stands without quotes, so that `null` and nothing at all mean no value.
        case scalar(String, isPlain: Bool)
        /// Nodes in their order.
        case sequence([YAMLNode])
        /// Keys with their nodes, in their order; no key stands twice.
        case mapping([YAMLEntry])
    }

    /// Whether it stands for no value.
    var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// What kind of node it is, for sentences.
    var kind: String {
        switch content {
        case .scalar: "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A key of a mapping, with its node.
struct YAMLEntry: Hashable, Sendable {
    /// The key.
    let key: String
    /// The line that the key stands on, from 1.
    let line: Int
    /// What stands behind it.
    let value: YAMLNode
}
