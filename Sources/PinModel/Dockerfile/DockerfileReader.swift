import PlatformModel

/// One instruction of a Dockerfile, with its continuation lines joined.
struct DockerfileInstruction {
    /// The keyword in lowercase.
    let keyword: String
    /// What follows it.
    let arguments: PlacedText
    /// The line on which it begins, from 1.
    let line: Int
}

/// Splits a Dockerfile into instructions, as BuildKit does: with its directives, continuation lines and here-documents.
struct DockerfileReader {
    private let source: SourceText
    /// The number of the next line, from 0.
    private var next = 0
    /// The escape character: `\`, or what the directive `escape` says.
    private(set) var escape = UInt8(ascii: "\\")
    /// The image of the directive `syntax`.
    private(set) var syntax: PlacedText?
    /// What is wrong, if an instruction does not end.
    private(set) var flaw: PinFileFlaw?

    init(_ source: SourceText) {
        self.source = source
        readDirectives()
    }

    /// The next instruction; `nil` at the end of the file.
    mutating func instruction() -> DockerfileInstruction? {
        while next < source.lineCount {
            let number = next
            let line = trimmed(source.line(number))
            next += 1
            if line.isEmpty || source.bytes[line.lowerBound] == UInt8(ascii: "#") { continue }
            let text = joined(from: line)
            let word = text.bytes.prefix { !$0.value.isBlank }
            let keyword = String(decoding: word.map { $0.value.lowercased }, as: UTF8.self)
            let rest = PlacedText(Array(text.bytes.dropFirst(word.count).drop { $0.value.isBlank }))
            if ["run", "copy", "add"].contains(keyword) { skipDocuments(of: rest, line: number + 1) }
            return DockerfileInstruction(keyword: keyword, arguments: rest, line: number + 1)
        }
        return nil
    }

    // MARK: - Directives

    /// Reads the comments `# key=value` that begin the file. The first line that is none ends them.
    private mutating func readDirectives() {
        while next < source.lineCount, let (key, value) = directive(in: trimmed(source.line(next))) {
            if key == "syntax" { syntax = PlacedText(value, of: source) }
            if key == "escape", value.count == 1, "\\`".utf8.contains(source.bytes[value.lowerBound]) {
                escape = source.bytes[value.lowerBound]
            }
            next += 1
        }
    }

    private func directive(in line: Range<Int>) -> (key: String, value: Range<Int>)? {
        guard !line.isEmpty, source.bytes[line.lowerBound] == UInt8(ascii: "#") else { return nil }
        guard let equals = source.bytes[line].firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let key = source.text((line.lowerBound + 1)..<equals).blankTrimmed.asciiLowercased
        guard ["syntax", "escape", "check"].contains(key) else { return nil }
        return (key, trimmed((equals + 1)..<line.upperBound))
    }

    // MARK: - Lines

    private func trimmed(_ line: Range<Int>) -> Range<Int> {
        guard let first = source.bytes[line].firstIndex(where: { !$0.isBlank }),
            let last = source.bytes[line].lastIndex(where: { !$0.isBlank })
        else { return line.lowerBound..<line.lowerBound }
        return first..<(last + 1)
    }

    /// The text of an instruction that begins on `line`, with the lines that continue it, between which comments and empty
    /// lines do not count.
    private mutating func joined(from line: Range<Int>) -> PlacedText {
        var text = PlacedText()
        var part = line
        while true {
            guard continues(part) else {
                text.bytes += PlacedText(part, of: source).bytes
                return text
            }
            text.bytes += PlacedText(part.lowerBound..<(part.upperBound - 1), of: source).bytes
            guard let following = continuation() else { return text }
            part = following
        }
    }

    /// The next line that is neither a comment nor empty, with its leading blanks.
    private mutating func continuation() -> Range<Int>? {
        while next < source.lineCount {
            let line = source.line(next)
            let content = trimmed(line)
            next += 1
            if content.isEmpty || source.bytes[content.lowerBound] == UInt8(ascii: "#") { continue }
            return line.lowerBound..<content.upperBound
        }
        return nil
    }

    /// Whether the line ends in one escape character. Two of them stand for the character itself.
    private func continues(_ line: Range<Int>) -> Bool {
        guard let last = line.last, source.bytes[last] == escape else { return false }
        return line.count == 1 || source.bytes[last - 1] != escape
    }

    // MARK: - Here-documents

    /// Skips the lines of the here-documents that the arguments of RUN, COPY or ADD begin.
    private mutating func skipDocuments(of arguments: PlacedText, line: Int) {
        for word in arguments.bytes.split(whereSeparator: { $0.value.isBlank }) {
            guard let document = HereDocument(word.map(\.value)) else { continue }
            var isEnded = false
            while next < source.lineCount, !isEnded {
                isEnded = document.isEnd(source.bytes[source.line(next)])
                next += 1
            }
            if !isEnded {
                flaw = flaw ?? PinFileFlaw(line: line, sentence: "the here-document '\(document.name)' has no end")
            }
        }
    }
}

/// The beginning of a here-document: `<<NAME`, `<<-NAME`, also with the number of a file or quotes.
private struct HereDocument {
    let name: String
    /// Whether tabs before the end are ignored.
    private let ignoresTabs: Bool

    init?(_ word: [UInt8]) {
        var rest = word.drop(while: \.isDigit)
        guard rest.starts(with: "<<".utf8) else { return nil }
        rest = rest.dropFirst(2)
        ignoresTabs = rest.first == UInt8(ascii: "-")
        if ignoresTabs { rest = rest.dropFirst() }
        let name = rest.filter { !"'\"\\".utf8.contains($0) }
        guard !name.isEmpty, !name.contains(UInt8(ascii: "<")) else { return nil }
        self.name = String(decoding: name, as: UTF8.self)
    }

    /// Whether a line ends the document.
    func isEnd(_ line: ArraySlice<UInt8>) -> Bool {
        let text = ignoresTabs ? line.drop { $0 == 0x09 } : line
        return text.elementsEqual(name.utf8)
    }
}
