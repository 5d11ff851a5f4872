/// A node of a YAML document with the bytes that state it.
///
/// Whoever reads the file hands over its documents in this form: aliases are not replaced.
package struct PinNode: Sendable {
    /// What a node can contain.
    package indirect enum Content: Sendable {
        /// A string, as YAML understands it.
        case scalar(String)
        /// Nodes in file order.
        case sequence([PinNode])
        /// Keys with their nodes, in file order.
        case mapping([(key: PinNode, value: PinNode)])
        /// `*name`.
        case alias(String)
    }

    /// The bytes of the file that state the node; for a list or a mapping, where it begins.
    package let range: Range<Int>
    /// The name that aliases use for the node.
    package let anchor: String?
    /// What the node contains.
    package let content: Content

    package init(range: Range<Int>, anchor: String?, content: Content) {
        self.range = range
        self.anchor = anchor
        self.content = content
    }

    /// The string; `nil` for anything else.
    var text: String? {
        if case .scalar(let text) = content { text } else { nil }
    }
}
