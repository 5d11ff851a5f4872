/// Turns nodes into texts: reads their marks, and puts aliases in.
struct TextReader {
    /// The file that the nodes are from.
    let source: MarkedSource
    /// What `$` and a name stand for; empty before v1.1.0.
    var aliases = AliasTable()

    /// The text that `node` is; `key` is where it stands.
    func text(_ node: YAMLNode, key: String) throws(TaskProblem) -> TaskText {
        guard case .scalar(let text, _) = node.content else {
            throw TaskProblem(node.line, .kind(key: key, found: node.kind, wanted: "a text"))
        }
        let plain = TaskText(line: node.line, parts: source.parts(of: text))
        return try aliases.replaced(in: plain)
    }
}
