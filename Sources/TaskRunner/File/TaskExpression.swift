#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The text between braces, as far as this program evaluates it: a variable or a string, and `b64enc`.
///
/// ACR Tasks evaluates any Go template. What is not known here is refused by name; it is never passed on as text.
enum TaskExpression: Hashable, Sendable {
    /// `.Run.ID`
    case variable(TaskVariable)
    /// `.Secrets.id | b64enc`, or `b64enc .Secrets.id`
    case encoded(TaskVariable)
    /// `"text"`, also with `b64enc`
    case literal(String)

    /// Reads the text between the braces; `nil` if it is anything else.
    init?(_ text: String) {
        var words = Self.words(of: text)
        var isEncoded = false
        switch (words.count, words.first, words.last) {
        case (3, _, "b64enc") where words[1] == "|":
            words.removeLast(2)
            isEncoded = true
        case (2, "b64enc", _):
            words.removeFirst()
            isEncoded = true
        default: break
        }
        guard words.count == 1, let operand = words.first else { return nil }
        if let string = Self.string(operand) {
            self = .literal(isEncoded ? Self.base64(string) : string)
        } else if let variable = TaskVariable(operand) {
            self = isEncoded ? .encoded(variable) : .variable(variable)
        } else {
            return nil
        }
    }

    /// Whether the text has the form of a variable, so that a misspelt name is the likely mistake.
    static func isPath(_ text: String) -> Bool {
        let words = words(of: text)
        return words.count == 1 && words.first?.hasPrefix(".") == true
    }

    /// The base64 encoding of the UTF-8 bytes of `text`.
    static func base64(_ text: String) -> String {
        Data(text.utf8).base64EncodedString()
    }

    /// The end of an expression in `text`, which begins after the opening braces; braces in strings do not count.
    static func end(in text: Substring) -> Range<Substring.Index>? {
        var quote: Character?
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            if let open = quote {
                if character == "\\", open == "\"" {
                    index = text.index(after: index)
                    guard index < text.endIndex else { return nil }
                } else if character == open {
                    quote = nil
                }
            } else if character == "\"" || character == "`" {
                quote = character
            } else if text[index...].hasPrefix("}}") {
                return index..<text.index(index, offsetBy: 2)
            }
            index = text.index(after: index)
        }
        return nil
    }

    /// The words of an expression; a string keeps its quotes, and `|` is a word of its own.
    private static func words(of text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var quote: Character?
        var isEscaped = false
        func finished(_ word: String) -> [String] { word.isEmpty ? [] : [word] }
        for character in text {
            if let open = quote {
                word.append(character)
                if isEscaped {
                    isEscaped = false
                } else if character == "\\", open == "\"" {
                    isEscaped = true
                } else if character == open {
                    quote = nil
                }
            } else if character == "\"" || character == "`" {
                quote = character
                word.append(character)
            } else if character.isWhitespace || character == "|" {
                words += finished(word) + (character == "|" ? ["|"] : [])
                word = ""
            } else {
                word.append(character)
            }
        }
        return words + finished(word)
    }

    /// The content of a quoted string; `nil` if the word is not one, or has an escape other than `\"`, `\\`, `\n` and `\t`.
    private static func string(_ word: String) -> String? {
        guard word.count > 1, let quote = word.first, quote == word.last else { return nil }
        let content = word.dropFirst().dropLast()
        guard quote == "\"" else { return quote == "`" && !content.contains("`") ? String(content) : nil }
        var result = ""
        var rest = content
        while let character = rest.popFirst() {
            guard character != "\"" else { return nil }
            guard character == "\\" else {
                result.append(character)
                continue
            }
            switch rest.popFirst() {
            case "\"": result.append("\"")
            case "\\": result.append("\\")
            case "n": result.append("\n")
            case "t": result.append("\t")
            default: return nil
            }
        }
        return result
    }
}
