/// Reads all documents of a YAML file into nodes that know which bytes state them, for whoever changes some of them.
///
/// Unlike ``YAMLTree``, it keeps aliases as they are, and accepts several documents, tags, repeated and complex keys.
package struct YAMLDocuments<Failure: Error>: ~Copyable {
    /// The largest number of values, of all documents together.
    package static var nodes: Int { 200_000 }
    /// How deep lists and mappings may be nested: schemas in Kubernetes files need more than ``YAMLLimits/depth``.
    package static var depth: Int { 128 }

    /// The documents in `bytes`, which the caller has limited.
    package static func read(
        _ bytes: [UInt8], failure: @escaping MakeYAMLFailure<Failure>
    ) throws(Failure) -> [YAMLSpan] {
        var reader = YAMLDocuments(parser: try YAMLParser(bytes, failure: failure), offsets: CharacterOffsets(bytes))
        return try reader.documents()
    }

    private var parser: YAMLParser<Failure>
    private let offsets: CharacterOffsets
    private var count = 0

    private init(parser: consuming YAMLParser<Failure>, offsets: CharacterOffsets) {
        self.parser = parser
        self.offsets = offsets
    }

    private mutating func documents() throws(Failure) -> [YAMLSpan] {
        var roots: [YAMLSpan] = []
        while true {
            let event = try parser.next()
            switch event.kind {
            case .finish: return roots
            case .document, .other, .end: continue
            case .scalar, .sequence, .mapping, .alias: roots.append(try node(event, depth: 1))
            }
        }
    }

    /// The node that begins with `event`.
    private mutating func node(_ event: YAMLEvent, depth: Int) throws(Failure) -> YAMLSpan {
        count += 1
        guard count <= Self.nodes else { throw parser.failure(.nodes(limit: Self.nodes), event.line, event.column) }
        guard depth <= Self.depth else { throw parser.failure(.depth(limit: Self.depth), event.line, event.column) }
        let range = offsets.bytes(from: event.start, to: event.end)
        switch event.kind {
        case .scalar(let text, _, let anchor, _):
            return YAMLSpan(range: range, anchor: anchor, content: .scalar(text))
        case .alias(let name): return YAMLSpan(range: range, anchor: nil, content: .alias(name))
        case .sequence(let anchor, _):
            return YAMLSpan(range: range, anchor: anchor, content: .sequence(try nodes(depth: depth)))
        case .mapping(let anchor, _):
            let nodes = try nodes(depth: depth)
            let entries = stride(from: 0, to: nodes.count - 1, by: 2).map { (key: nodes[$0], value: nodes[$0 + 1]) }
            return YAMLSpan(range: range, anchor: anchor, content: .mapping(entries))
        case .document, .end, .finish, .other:
            throw parser.failure(.syntax("a value is missing"), event.line, event.column)
        }
    }

    /// The nodes up to the end of a list or a mapping.
    private mutating func nodes(depth: Int) throws(Failure) -> [YAMLSpan] {
        var nodes: [YAMLSpan] = []
        while true {
            let event = try parser.next()
            if case .end = event.kind { return nodes }
            nodes.append(try node(event, depth: depth + 1))
        }
    }
}

/// A node of a YAML document with the bytes that state it.
package struct YAMLSpan: Sendable {
    /// The bytes of the file that state the node, with its quotes; for a list or a mapping, where it begins.
    package let range: Range<Int>
    /// The name that aliases use for the node.
    package let anchor: String?
    /// What the node contains.
    package let content: Content

    /// What a node can contain.
    package indirect enum Content: Sendable {
        /// A string, without quotes and escapes.
        case scalar(String)
        /// Nodes in file order.
        case sequence([YAMLSpan])
        /// Keys with their nodes, in file order.
        case mapping([(key: YAMLSpan, value: YAMLSpan)])
        /// A repetition of the node with this anchor.
        case alias(String)
    }
}

/// Converts libyaml's positions, which count characters, into offsets of bytes.
private struct CharacterOffsets {
    /// The offset of each character, and of the end; `nil` if every character is one byte.
    private let offsets: [UInt32]?
    private let count: Int
    /// The bytes before the first character: those of a byte order mark.
    private let start: Int

    init(_ bytes: [UInt8]) {
        count = bytes.count
        start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard !bytes.allSatisfy({ $0 < 0x80 }) else {
            offsets = nil
            return
        }
        // Every byte but 10xxxxxx begins a character of UTF-8.
        var offsets: [UInt32] = []
        for (offset, byte) in bytes.enumerated() where offset >= start && byte & 0xC0 != 0x80 {
            offsets.append(UInt32(truncatingIfNeeded: offset))
        }
        self.offsets = offsets + [UInt32(truncatingIfNeeded: bytes.count)]
    }

    func bytes(from first: Int, to last: Int) -> Range<Int> {
        let lower = offset(of: first)
        return lower..<max(lower, offset(of: last))
    }

    private func offset(of character: Int) -> Int {
        guard let offsets else { return min(count, start + max(0, character)) }
        return Int(offsets[min(offsets.count - 1, max(0, character))])
    }
}
