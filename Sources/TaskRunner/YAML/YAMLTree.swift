/// Reads a YAML file into nodes, within bounds.
///
/// An alias repeats its node by value, and what it repeats counts: a few lines that would grow into millions of values
/// are refused.
struct YAMLTree: ~Copyable {
    /// The longest file, in bytes.
    static let sizeLimit = 1 << 20
    /// How deep lists and mappings may stand in each other.
    static let depthLimit = 32
    /// How many values there may be.
    static let nodeLimit = 20_000

    /// The document's root.
    static func read(_ bytes: [UInt8]) throws(YAMLProblem) -> YAMLNode {
        guard bytes.count <= sizeLimit else {
            throw YAMLProblem(line: 0, column: 0, reason: .size(limit: sizeLimit))
        }
        var tree = YAMLTree(parser: try YAMLParser(bytes))
        return try tree.document()
    }

    private var parser: YAMLParser
    private var anchors: [String: (node: YAMLNode, count: Int)] = [:]
    private var count = 0

    private init(parser: consuming YAMLParser) {
        self.parser = parser
    }

    private mutating func document() throws(YAMLProblem) -> YAMLNode {
        var root: YAMLNode?
        while true {
            let event = try parser.next()
            switch event.kind {
            case .document where root != nil:
                throw YAMLProblem(line: event.line, column: event.column, reason: .secondDocument)
            case .finish:
                guard let root, !root.isNull else { throw YAMLProblem(line: 0, column: 0, reason: .empty) }
                return root
            case .document, .other, .end: continue
            case .scalar, .sequence, .mapping, .alias: root = try node(event, depth: 1)
            }
        }
    }

    /// The node that begins with `event`.
    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLProblem) -> YAMLNode {
        let before = count
        try add(1, at: event)
        guard depth <= Self.depthLimit else { throw problem(.depth(limit: Self.depthLimit), at: event) }
        switch event.kind {
        case .scalar(let text, let isPlain, let anchor, let tag):
            try check(tag, at: event)
            guard !text.utf8.contains(0) else { throw problem(.nul, at: event) }
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
            guard let known = anchors[name] else { throw problem(.unknownAnchor(name), at: event) }
            try add(known.count, at: event)
            return known.node
        case .document, .end, .finish, .other: throw problem(.syntax("a value is missing"), at: event)
        }
    }

    private mutating func sequence(depth: Int) throws(YAMLProblem) -> [YAMLNode] {
        var nodes: [YAMLNode] = []
        while true {
            let event = try parser.next()
            if case .end = event.kind { return nodes }
            nodes.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(depth: Int) throws(YAMLProblem) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var lines: [String: Int] = [:]
        while true {
            let event = try parser.next()
            if case .end = event.kind { return entries }
            guard case .scalar(let key, _) = try node(event, depth: depth + 1).content else {
                throw problem(.complexKey, at: event)
            }
            if let line = lines.updateValue(event.line, forKey: key) {
                throw problem(.duplicateKey(key, firstLine: line), at: event)
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

    private mutating func add(_ nodes: Int, at event: YAMLEvent) throws(YAMLProblem) {
        count += nodes
        guard count <= Self.nodeLimit else { throw problem(.nodes(limit: Self.nodeLimit), at: event) }
    }

    /// Lets the types of YAML's own schema pass: what a value means is decided by its place.
    private func check(_ tag: String?, at event: YAMLEvent) throws(YAMLProblem) {
        guard let tag, tag != "!", !tag.hasPrefix("tag:yaml.org,2002:") else { return }
        throw problem(.tag(tag), at: event)
    }

    private func problem(_ reason: YAMLProblem.Reason, at event: YAMLEvent) -> YAMLProblem {
        YAMLProblem(line: event.line, column: event.column, reason: reason)
    }
}
