/// A task file in which each `{{…}}` has given way to a mark.
///
/// `{{.Run.Registry}}/app` is no YAML text: a brace begins a mapping. The marks are characters of Unicode's private use
/// area, which YAML reads as any letter, so that lines and quotes stay what they are, and what a variable holds can never
/// change the structure of the file.
struct MarkedSource {
    /// The file with the marks.
    let bytes: [UInt8]
    /// What stood between the braces, by the number in the mark.
    let expressions: [String]

    private static let opening: Unicode.Scalar = "\u{E000}"
    private static let closing: Unicode.Scalar = "\u{E001}"

    /// Marks the templates of `source`; two braces that are not closed on their line stay.
    init(_ source: [UInt8]) throws(TaskProblem) {
        guard let text = String(validating: source, as: UTF8.self) else { throw TaskProblem(0, .notUTF8) }
        var marked = ""
        var expressions: [String] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard !line.unicodeScalars.contains(where: { $0 == Self.opening || $0 == Self.closing }) else {
                throw TaskProblem(number + 1, .privateCharacter)
            }
            if number > 0 { marked += "\n" }
            var rest = line
            while let start = rest.firstRange(of: "{{"), let end = rest[start.upperBound...].firstRange(of: "}}") {
                marked += rest[..<start.lowerBound]
                marked.unicodeScalars.append(Self.opening)
                marked += String(expressions.count)
                marked.unicodeScalars.append(Self.closing)
                expressions.append(String(rest[start.upperBound..<end.lowerBound]))
                rest = rest[end.upperBound...]
            }
            marked += rest
        }
        bytes = Array(marked.utf8)
        self.expressions = expressions
    }

    /// A text of the file, with its marks read.
    func parts(of text: String) -> [TaskText.Part] {
        var parts: [TaskText.Part] = []
        var literal = String.UnicodeScalarView()
        var number: Int?
        for scalar in text.unicodeScalars {
            switch (number, scalar) {
            case (nil, Self.opening):
                if !literal.isEmpty { parts.append(.literal(String(literal))) }
                literal = .init()
                number = 0
            case (nil, _): literal.append(scalar)
            case (.some(let index), Self.closing):
                if expressions.indices.contains(index) { parts.append(.expression(expressions[index])) }
                number = nil
            case (.some(let index), _): number = index &* 10 &+ Int(scalar.value) &- 48
            }
        }
        if !literal.isEmpty { parts.append(.literal(String(literal))) }
        return parts
    }
}
