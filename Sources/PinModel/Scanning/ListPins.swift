import ImageModel
import PlatformModel

/// Reads lists with one image a line, and version lists with a name and a version a line, as `.tool-versions` has them.
struct ListPins {
    private let source: SourceText
    private let text: TextPins

    init(_ source: SourceText) {
        self.source = source
        text = TextPins(source)
    }

    /// The pins of any text, and the number of other images if every line of it names one.
    func scan() -> PinScan {
        var scan = PinScan()
        text.addAll(to: &scan)
        let references = lines().map { reference(in: $0) }
        guard !references.contains(nil) else { return scan }
        for case let reference? in references where reference.digest == nil { scan.countUnpinned() }
        return scan
    }

    /// The pins of a version list: `name tag@sha256:…`, `name sha256:…` or `name@sha256:…`; or a word for a tool, and its
    /// image.
    func scanVersions() -> PinScan {
        var scan = PinScan()
        for line in lines() {
            let words = words(of: line)
            guard let first = words.first else { continue }
            text.add(in: first, to: &scan)
            for word in words.dropFirst() { addVersion(word, of: first, to: &scan) }
        }
        return scan
    }

    private func addVersion(_ word: Range<Int>, of name: Range<Int>, to scan: inout PinScan) {
        let version = source.text(word)
        let parts = version.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let last = parts.last, let digest = try? Digest(parsing: String(last)) else { return }
        // No tag has these characters: the word is an image of its own.
        if parts.count == 2, parts[0].contains(where: { $0 == "/" || $0 == ":" }) {
            return text.add(in: word, to: &scan)
        }
        let tag = parts.count == 2 ? ":\(parts[0])" : ""
        let line = source.lineNumber(of: word.lowerBound)
        guard let image = ImageText(source.text(name)),
            let reference = try? Reference(parsing: "\(image.name)\(tag)@\(digest)")
        else {
            let text = "\(source.text(name)) \(version)"
            return scan.add(UncheckedImage(line: line, text: text, reason: "it does not name an image"))
        }
        let start = word.upperBound - last.utf8.count
        if let pin = Pin(reference, line: line, location: DigestLocation(range: start..<word.upperBound, form: .full)) {
            scan.add(pin)
        }
    }

    /// The lines that are not empty, without comments.
    private func lines() -> [Range<Int>] {
        (0..<source.lineCount).map { text.withoutComment(source.line($0)) }
            .filter { line in source.bytes[line].contains { !$0.isBlank } }
    }

    private func words(of line: Range<Int>) -> [Range<Int>] {
        source.bytes[line].split(whereSeparator: \.isBlank).map { $0.startIndex..<$0.endIndex }
    }

    /// The image of a line of `pull --file`; `nil` if the line is none.
    private func reference(in line: Range<Int>) -> Reference? {
        let words = words(of: line)
        guard let first = words.first,
            words.dropFirst().allSatisfy({ source.bytes[$0].starts(with: "--platform=".utf8) }),
            let image = ImageText(source.text(first)), let reference = try? Reference(parsing: image.name)
        else { return nil }
        return reference
    }
}
