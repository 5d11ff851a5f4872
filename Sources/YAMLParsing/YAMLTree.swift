/// The limits of a YAML file.
package enum YAMLLimits {
    /// The longest file, in bytes.
    package static let size = 1 << 20
    /// How deep lists and mappings may be nested.
    package static let depth = 32
    /// The largest number of values.
    package static let nodes = 20_000
}

/// Reads a YAML file into nodes, within limits.
///
/// An alias repeats its node by value, and the repeated values count: a few lines that would expand to millions of values
/// are refused. `Failure` is the error of those who read the file.
package struct YAMLTree<Failure: Error>: ~Copyable {
    /// The root of the only document in `bytes`; `nil` if it has no value.
    package static func read(
        _ bytes: [UInt8], failure: @escaping MakeYAMLFailure<Failure>
    ) throws(Failure) -> YAMLNode? {
        guard bytes.count <= YAMLLimits.size else { throw failure(.size(limit: YAMLLimits.size), 0, 0) }
        var tree = YAMLTree(parser: try YAMLParser(bytes, failure: failure))
        return try tree.document()
    }

    private var parser: YAMLParser<Failure>
    private var anchors: [String: (node: YAMLNode, count: Int)] = [:]
    private var count = 0

    private init(parser: consuming YAMLParser<Failure>) {
        self.parser = parser
    }

    private mutating func document() throws(Failure) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try parser.next()
            switch event.kind {
            case .document where root != nil:
                throw error(.secondDocument, at: event)
            case .finish:
                return root?.isNull == true ? nil : root
            case .document, .other, .end: continue
            case .scalar, .sequence, .mapping, .alias: root = try node(event, depth: 1)
            }
        }
    }

    /// The node that begins with `event`.
    private mutating func node(_ event: YAMLEvent, depth: Int) throws(Failure) -> YAMLNode {
        let before = count
        try add(1, at: event)
        guard depth <= YAMLLimits.depth else { throw error(.depth(limit: YAMLLimits.depth), at: event) }
        switch event.kind {
        case .scalar(let text, let isPlain, let anchor, let tag):
            try check(tag, at: event)
            guard !text.utf8.contains(0) else { throw error(.nul, at: event) }
            return keep(.scalar(text, isPlain: isPlain), event, anchor, since: before)
        case .sequence(let anchor, let tag):
            try check(tag, at: event)
            let nodes = try sequence(depth: depth)
            return keep(.sequence(nodes), event, anchor, since: before)
        case .mapping(let anchor, let tag):
            try check(tag, at: event)
            let entries = try mapping(depth: depth)
            return keep(.mapping(entries), event, anchor, since: before)
        case .alias(let name):
            guard let known = anchors[name] else { throw error(.unknownAnchor(name), at: event) }
            try add(known.count, at: event)
            return known.node
        case .document, .end, .finish, .other: throw error(.syntax("a value is missing"), at: event)
        }
    }

    private mutating func sequence(depth: Int) throws(Failure) -> [YAMLNode] {
        var nodes: [YAMLNode] = []
        while true {
            let event = try parser.next()
            if case .end = event.kind { return nodes }
            nodes.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(depth: Int) throws(Failure) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try parser.next()
            if case .end = event.kind { return entries }
            guard case .scalar(let key, _) = try node(event, depth: depth + 1).content else {
                throw error(.complexKey, at: event)
            }
            if let line = lines.updateValue(event.line, forKey: key) {
                throw error(.duplicateKey(key, firstLine: line), at: event)
            }
            let value = try node(try parser.next(), depth: depth + 1)
            entries.append(YAMLEntry(key: key, line: event.line, value: value))
        }
    }

    private mutating func keep(
        _ content: YAMLNode.Content, _ event: YAMLEvent, _ anchor: String?, since before: Int
    ) -> YAMLNode {
        let node = YAMLNode(line: event.line, column: event.column, content: content)
        if let anchor { anchors[anchor] = (node, count - before) }
        return node
    }

    private mutating func add(_ nodes: Int, at event: YAMLEvent) throws(Failure) {
        count += nodes
        guard count <= YAMLLimits.nodes else { throw error(.nodes(limit: YAMLLimits.nodes), at: event) }
    }

    /// Accepts the tags of YAML's own schema: the property decides what a value means.
    private func check(_ tag: String?, at event: YAMLEvent) throws(Failure) {
        guard let tag, tag != "!", !tag.hasPrefix("tag:yaml.org,2002:") else { return }
        throw error(.tag(tag), at: event)
    }

    private func error(_ fault: YAMLFault, at event: YAMLEvent) -> Failure {
        parser.failure(fault, event.line, event.column)
    }
}

/// A node of a YAML document, with its position in the file.
package struct YAMLNode: Hashable, Sendable {
    /// The line, from 1.
    package let line: Int
    /// The column, from 1.
    package let column: Int
    /// What the node contains.
    package let content: Content

    /// What a node can contain.
    package indirect enum Content: Hashable, Sendable {
        /// A string. Only a plain one, without quotes, can mean "no value" (`null`, `~`, or nothing).
        case scalar(String, isPlain: Bool)
        /// Nodes in file order.
        case sequence([YAMLNode])
        /// Keys with their nodes, in file order; no key occurs twice.
        case mapping([YAMLEntry])
    }

    /// Whether the node means "no value".
    package var isNull: Bool {
        guard case .scalar(let text, isPlain: true) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The kind of node, for error sentences.
    package var kind: String {
        switch content {
        case .scalar: "a string"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A key of a mapping, with its node.
package struct YAMLEntry: Hashable, Sendable {
    /// The key.
    package let key: String
    /// The line of the key, from 1.
    package let line: Int
    /// The node.
    package let value: YAMLNode
}
