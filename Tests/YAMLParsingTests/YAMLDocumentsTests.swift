import Testing
import YAMLParsing

@Suite struct YAMLDocumentsTests {
    private struct Refusal: Error, Hashable {
        let fault: YAMLFault
        let line: Int
        let column: Int
    }

    private func documents(_ text: String) throws -> [YAMLSpan] {
        try YAMLDocuments.read(Array(text.utf8)) { Refusal(fault: $0, line: $1, column: $2) }
    }

    /// Every string with the text that states it.
    private func strings(_ nodes: [YAMLSpan], in text: String) -> [String] {
        nodes.flatMap { node -> [String] in
            switch node.content {
            case .scalar(let value):
                let bytes = Array(text.utf8)[node.range]
                return ["\(value)=\(String(decoding: bytes, as: UTF8.self))"]
            case .alias(let name): return ["*\(name)"]
            case .sequence(let nodes): return strings(nodes, in: text)
            case .mapping(let entries): return strings(entries.flatMap { [$0.key, $0.value] }, in: text)
            }
        }
    }

    @Test(arguments: [
        ("a: b\n--- 'c d'\n", ["a=a", "b=b", "c d='c d'"]),
        ("\u{FEFF}ä: \"ö\\x41\" # ß\r\n€: 😀x\r\n", ["ä=ä", "öA=\"ö\\x41\"", "€=€", "😀x=😀x"]),
        ("é: [x, &n y, *n]\né: !t z\n", ["é=é", "x=x", "y=&n y", "*n", "é=é", "z=!t z"]),
        ("ü: |\n  a\n  ß\nb: c\n", ["ü=ü", "a\nß\n=|\n  a\n  ß\n", "b=b", "c=c"]),
        ("\u{85}a: x\u{2028}  y\nb: c\n", ["a=a", "x\u{2028}y=x\u{2028}  y", "b=b", "c=c"]),
        ("", []),
    ])
    func `every string knows the bytes that state it`(text: String, expected: [String]) throws {
        #expect(strings(try documents(text), in: text) == expected)
    }

    @Test func `nesting and the number of values have limits`() throws {
        let depth = YAMLDocuments<Never>.depth
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(try documents(nested(depth)).count == 1)
        #expect(throws: Refusal(fault: .depth(limit: depth), line: 1, column: depth + 1)) {
            try documents(nested(depth + 1))
        }
        let limit = YAMLDocuments<Never>.nodes
        #expect(throws: Refusal.self) { try documents("[" + String(repeating: "x,", count: limit) + "]") }
    }
}
