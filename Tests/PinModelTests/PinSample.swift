import ImageModel
import PinModel
import Testing
import YAMLParsing

/// Files for the tests, in which `@A`, `@B` and `@C` stand for digests.
enum PinSample {
    /// `sha256:` and 64 times the letter in lowercase.
    static func digest(_ letter: Character) throws -> Digest {
        try Digest(parsing: "sha256:" + String(repeating: letter.lowercased(), count: 64))
    }

    /// The file with its digests in full: `@A` becomes `@sha256:aaa…`, `=A=` the same without the `@`, and `#A#` only digits.
    static func bytes(_ text: String) -> [UInt8] {
        var text = text
        for letter in "ABC" {
            let digits = String(repeating: letter.lowercased(), count: 64)
            text = text.replacing("@\(letter)", with: "@sha256:\(digits)")
            text = text.replacing("=\(letter)=", with: "sha256:\(digits)")
            text = text.replacing("#\(letter)#", with: digits)
        }
        return Array(text.utf8)
    }

    /// The images in a file.
    static func scan(_ text: String, path: String) throws -> PinScan { try scan(bytes(text), path: path) }

    /// The images in a file.
    static func scan(_ bytes: [UInt8], path: String) throws -> PinScan {
        let file = PinFile(path: path, bytes: bytes)
        guard file.kind == .yaml, file.flaw == nil else { return file.scan() }
        return file.scan(documents: try YAMLDocuments.read(bytes, failure: Malformed.init).map(node))
    }

    /// The pins as `line:registry/repository:tag@A`, with a `!` if they cannot be rewritten.
    static func shown(_ scan: PinScan) -> [String] {
        scan.pins.map { pin in
            let letter = pin.digest.hex.prefix(1).uppercased()
            let name = pin.reference.name + (pin.reference.tag.map { ":\($0)" } ?? "")
            return "\(pin.line) \(name)@\(letter)" + (pin.location == nil ? "!" : "")
        }
    }

    /// A file that is not YAML.
    struct Malformed: Error {
        let fault: YAMLFault
        let line: Int
        let column: Int
    }

    private static func node(_ span: YAMLSpan) -> PinNode {
        let content: PinNode.Content =
            switch span.content {
            case .scalar(let text): .scalar(text)
            case .alias(let name): .alias(name)
            case .sequence(let nodes): .sequence(nodes.map(node))
            case .mapping(let entries): .mapping(entries.map { (key: node($0.key), value: node($0.value)) })
            }
        return PinNode(range: span.range, anchor: span.anchor, content: content)
    }
}

/// A file with what is found in it.
struct PinCase: Sendable {
    let text: String
    let pins: [String]
    var unpinned = 0
    /// The lines of what cannot be looked up.
    var unchecked: [Int] = []

    init(_ text: String, _ pins: [String], unpinned: Int = 0, unchecked: [Int] = []) {
        self.text = text
        self.pins = pins
        self.unpinned = unpinned
        self.unchecked = unchecked
    }

    func check(path: String) throws {
        let scan = try PinSample.scan(text, path: path)
        #expect(PinSample.shown(scan) == pins, "\(text)")
        #expect(scan.unpinned == unpinned, "\(text)")
        #expect(scan.unchecked.map(\.line) == unchecked, "\(text): \(scan.unchecked)")
        #expect(scan.flaw == nil, "\(text)")
    }
}
