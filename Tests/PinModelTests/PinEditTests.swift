import ImageModel
import PinModel
import TestSupport
import Testing

@Suite struct PinEditTests {
    /// Files of every kind with comments, odd layout and line ends.
    static let files: [(path: String, text: String)] = [
        (
            "Dockerfile",
            "\u{FEFF}# syntax=d.example/f:1@A\r\n\r\nARG B=x:1@B # no\r\nFROM --platform=$P  \\\r\n\t$B as y\r\nCOPY --from=c.example/d@C . .\r\n"
        ),
        (
            "compose.yaml",
            "x: &x  # ü\n   image:   'a.example/b:1@A'\t# keep\nservices: {w: {image: \"c.example/d@B\"}}\n---\na: |\n  c.example/d@C\n"
        ),
        (
            "values.yaml",
            "image:\r\n  repository: a.example/b # ß\r\n  tag: 1\r\n  digest:  \"=A=\"\r\nx: {repository: c.example/d, sha: '#B#'}\r\n"
        ),
        (".tool-versions", "a.example/b   1@A\nc.example/d =B="),
        ("list", "  a.example/b@A --platform=linux/amd64\n# c.example/d@B\nc.example/d@C"),
    ]

    @Test(arguments: files)
    func `new digests for all pins are found again, and the rest is unchanged`(path: String, text: String) throws {
        let bytes = PinSample.bytes(text)
        let scan = try PinSample.scan(bytes, path: path)
        #expect(scan.pins.count >= 2)
        let new = try Digest(parsing: "sha256:" + String(repeating: "0123456789abcdef", count: 4))
        let edit = PinEdit.replacing(scan.pins.map { ($0, new) }, in: bytes)
        #expect(Set(edit.replaced) == Set(scan.pins))
        let after = try PinSample.scan(edit.bytes, path: path)
        #expect(after.pins.map(\.reference) == scan.pins.map { $0.reference.entry(new) })
        #expect(after.pins.map(\.line) == scan.pins.map(\.line))
        // Writing the old digests back gives the old file.
        let back = zip(after.pins, scan.pins).map { (pin: $0, digest: $1.digest) }
        #expect(PinEdit.replacing(back, in: edit.bytes).bytes == bytes)
    }

    @Test func `pins that share a digest in the file get one digest, or none`() throws {
        let bytes = PinSample.bytes("ARG D==A=\nFROM a.example/x@$D\nFROM a.example/y@$D\n")
        let pins = try PinSample.scan(bytes, path: "Dockerfile").pins
        #expect(pins.count == 2)
        let (b, c) = (try PinSample.digest("B"), try PinSample.digest("C"))
        #expect(PinEdit.replacing([(pins[0], b), (pins[1], b)], in: bytes).replaced.count == 2)
        let unequal = PinEdit.replacing([(pins[0], b), (pins[1], c)], in: bytes)
        #expect(unequal.replaced.isEmpty && unequal.bytes == bytes)
    }

    @Test func `a file that has changed since is left alone where it differs`() throws {
        let bytes = PinSample.bytes("a.example/b@A\nc.example/d@B\n")
        let pins = try PinSample.scan(bytes, path: "list").pins
        let changed = PinSample.bytes("a.example/b@C\nc.example/d@B\n")
        let new = try Digest(parsing: "sha256:" + String(repeating: "0", count: 64))
        let edit = PinEdit.replacing(pins.map { ($0, new) }, in: changed)
        #expect(edit.replaced == [pins[1]])
        #expect(PinEdit.replacing(pins.map { ($0, new) }, in: []).replaced.isEmpty)
    }

    @Test func `SHA-512 has no place where only digits are written`() throws {
        let bytes = PinSample.bytes("image: {repository: a.example/b, sha: #A#}\n".replacing("#A#", with: "'#A#'"))
        let pins = try PinSample.scan(bytes, path: "values.yaml").pins
        let long = try Digest(parsing: "sha512:" + String(repeating: "0", count: 128))
        #expect(PinEdit.replacing([(pins[0], long)], in: bytes).replaced.isEmpty)
    }

    @Test func `damaged files never stop the program, and an edit changes digests only`() throws {
        var generator = SeededGenerator.fromEnvironment("damaged pins")
        let odd = Array("@:\"'\\\n\r\t {}[]$#&*<>-|0a\u{FEFF}ü\0".utf8)
        let new = try Digest(parsing: "sha256:" + String(repeating: "0", count: 64))
        for (path, text) in Self.files {
            for _ in 0..<300 {
                var bytes = PinSample.bytes(text)
                for _ in 0..<Int.random(in: 1...6, using: &generator) {
                    let place = Int.random(in: 0..<bytes.count, using: &generator)
                    let byte = odd.randomElement(using: &generator) ?? 0
                    switch Int.random(in: 0..<4, using: &generator) {
                    case 0: bytes[place] = byte
                    case 1: bytes.insert(byte, at: place)
                    case 2: bytes.remove(at: place)
                    default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
                    }
                    if bytes.isEmpty { bytes = [0x0A] }
                }
                guard let scan = try? PinSample.scan(bytes, path: path) else { continue }
                let edit = PinEdit.replacing(scan.pins.map { ($0, new) }, in: bytes)
                #expect(edit.bytes.count == bytes.count, "\(path): \(bytes)")
                #expect(Set(edit.replaced) == Set(scan.pins.filter { $0.location != nil }), "\(path): \(bytes)")
            }
        }
    }
}
