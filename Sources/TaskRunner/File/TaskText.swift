/// A string of a task file that may contain variables.
package struct TaskText: Hashable, Sendable {
    /// The line on which it begins, from 1.
    package let line: Int
    let parts: [Part]

    /// A part of a string.
    enum Part: Hashable, Sendable {
        case literal(String)
        case variable(TaskVariable)
        /// The base64 encoding of the value of a variable.
        case encoded(TaskVariable)
        /// Braces around something that this program does not evaluate.
        case expression(String)

        /// The same part, with its expression read if it is known.
        fileprivate var read: Part {
            guard case .expression(let text) = self, let expression = TaskExpression(text) else { return self }
            switch expression {
            case .variable(let variable): return .variable(variable)
            case .encoded(let variable): return .encoded(variable)
            case .literal(let text): return .literal(text)
            }
        }
    }

    init(line: Int, parts: [Part]) {
        self.line = line
        self.parts = parts.map(\.read)
    }

    /// The string as a file would write it, without spaces inside the braces.
    package var unexpanded: String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .variable(let variable): variable.spelling
            // Without spaces: a command is split into words in this form.
            case .encoded(let variable): variable.spelling.dropLast(2) + "|b64enc}}"
            case .expression(let text): "{{\(text)}}"
            }
        }.joined()
    }

    /// The variables in the string.
    package var variables: [TaskVariable] {
        parts.compactMap { part in
            switch part {
            case .variable(let variable), .encoded(let variable): variable
            case .literal, .expression: nil
            }
        }
    }

    /// The expressions in braces that this program does not evaluate.
    var unknownExpressions: [String] {
        parts.compactMap { part in
            if case .expression(let text) = part { text } else { nil }
        }
    }

    /// The string with each variable replaced by `value`; the first variable without a value is an error.
    func expanded(_ value: (TaskVariable) -> String?) throws(TaskError) -> String {
        // First, so that a variable without a value does not hide them.
        if let expression = unknownExpressions.first { throw TaskError(line, .template(expression)) }
        var text = ""
        for part in parts {
            switch part {
            case .literal(let characters): text += characters
            case .expression(let expression): throw TaskError(line, .template(expression))
            case .variable(let variable):
                guard let value = value(variable) else { throw TaskError(line, .noValue(variable)) }
                text += value
            case .encoded(let variable):
                guard let value = value(variable) else { throw TaskError(line, .noValue(variable)) }
                text += TaskExpression.base64(value)
            }
        }
        return text
    }
}

/// A number of a task file, which may be given by a variable.
package struct TaskNumber: Hashable, Sendable {
    /// The property that it belongs to.
    package let key: String
    private let content: Content

    private enum Content: Hashable, Sendable {
        case text(TaskText)
        case number(Int)
    }

    /// The largest number: a week, in seconds.
    private static let limit = 604_800

    /// Reads `text`; one without variables is checked at once.
    init(_ key: String, _ text: TaskText) throws(TaskError) {
        self.key = key
        content = .text(text)
        if text.variables.isEmpty, text.unknownExpressions.isEmpty { _ = try value { _ in nil } }
    }

    /// The default of a property.
    init(_ key: String, _ number: Int) {
        self.key = key
        content = .number(number)
    }

    func value(_ variable: (TaskVariable) -> String?) throws(TaskError) -> Int {
        switch content {
        case .number(let number): return number
        case .text(let text):
            let digits = try text.expanded(variable)
            guard let number = Int(digits), (0...Self.limit).contains(number) else {
                let isLarge = !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
                throw TaskError(
                    text.line,
                    isLarge ? .largeNumber(key: key, text: digits, limit: Self.limit) : .number(key: key, text: digits))
            }
            return number
        }
    }
}

/// A task file in which a mark replaces each `{{…}}`.
///
/// `{{.Run.Registry}}/app` is not a YAML string: a brace begins a mapping. The marks are characters from Unicode's private
/// use area, which YAML treats as letters. Lines and quotes stay as they are, and the value of a variable can never change
/// the structure of the file.
struct MarkedSource {
    /// The file with marks.
    let bytes: [UInt8]
    /// The texts between braces, by the number in the mark.
    private let expressions: [String]

    private static let opening: Unicode.Scalar = "\u{E000}"
    private static let closing: Unicode.Scalar = "\u{E001}"

    /// Marks the expressions of `source`. Except in comments, template syntax that could change the structure of the file,
    /// and braces that are not closed on their line, are refused.
    init(_ source: [UInt8]) throws(TaskError) {
        guard let text = String(validating: source, as: UTF8.self) else { throw TaskError(0, .notUTF8) }
        var marked = ""
        var expressions: [String] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard !line.unicodeScalars.contains(where: { $0 == Self.opening || $0 == Self.closing }) else {
                throw TaskError(number + 1, .privateCharacter)
            }
            if number > 0 { marked += "\n" }
            var rest = line
            let isComment = line.drop(while: \.isWhitespace).first == "#"
            while let start = rest.firstRange(of: "{{") {
                let following = rest[start.upperBound...]
                guard let end = TaskExpression.end(in: following) else {
                    if isComment { break }
                    throw TaskError(number + 1, .openBraces(String(rest[start.lowerBound...].prefix(40))))
                }
                let expression = String(following[..<end.lowerBound])
                if !isComment, TaskExpression(expression) == nil, !TaskExpression.isPath(expression) {
                    throw TaskError(number + 1, .template(expression))
                }
                marked += rest[..<start.lowerBound]
                marked.unicodeScalars.append(Self.opening)
                marked += String(expressions.count)
                marked.unicodeScalars.append(Self.closing)
                expressions.append(expression)
                rest = rest[end.upperBound...]
            }
            marked += rest
        }
        bytes = Array(marked.utf8)
        self.expressions = expressions
    }

    /// Splits a string of the marked file into its parts.
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
