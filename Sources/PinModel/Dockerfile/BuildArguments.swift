import PlatformModel

/// The build arguments that a Dockerfile declares before its first stage, and the words that use them.
///
/// The grammar is that of "Environment replacement" in the Dockerfile reference.
struct BuildArguments {
    /// The value of a word, or why it is not known.
    enum Value {
        case known(PlacedText)
        case unknown(reason: String)
    }

    private var values: [String: PlacedText] = [:]
    private let escape: UInt8

    /// No arguments yet.
    init(escape: UInt8) {
        self.escape = escape
    }

    /// The longest value, in bytes: more than a name, a tag and a digest have. Arguments could repeat one another without end.
    private static let longestValue = 512
    /// How deep one replacement may stand in another.
    private static let depth = 8

    /// Takes over the default of each argument that an ARG instruction declares.
    mutating func declare(_ arguments: PlacedText) {
        for word in words(of: arguments) {
            let (name, value) = word.split(at: UInt8(ascii: "="))
            guard let value, case .known(let text) = expanded(value) else {
                values[name.text] = nil
                continue
            }
            values[name.text] = text
        }
    }

    /// A word with its quotes removed and its variables replaced.
    func expanded(_ word: PlacedText) -> Value {
        var reader = Reader(rest: word.bytes[...], escape: escape, values: values)
        guard let text = reader.text(until: nil, depth: 0) else {
            return .unknown(reason: reader.problem ?? "it is too long")
        }
        return .known(text)
    }

    /// The words between blanks that no quotes enclose.
    private func words(of text: PlacedText) -> [PlacedText] {
        var words: [PlacedText] = []
        var word = PlacedText()
        var quote: UInt8?
        for byte in text.bytes {
            if byte.value.isBlank, quote == nil {
                if !word.bytes.isEmpty { words.append(word) }
                word = PlacedText()
                continue
            }
            if byte.value == quote {
                quote = nil
            } else if quote == nil, "'\"".utf8.contains(byte.value) {
                quote = byte.value
            }
            word.bytes.append(byte)
        }
        return word.bytes.isEmpty ? words : words + [word]
    }

    /// Reads a word from left to right.
    private struct Reader {
        var rest: ArraySlice<PlacedText.Byte>
        let escape: UInt8
        let values: [String: PlacedText]
        var problem: String?

        /// The text before `end`, which is consumed, or of the whole rest; `nil` if it has no known value.
        mutating func text(until end: UInt8?, depth: Int) -> PlacedText? {
            guard depth <= BuildArguments.depth else { return fail("its variables are nested too deep") }
            var text = PlacedText()
            var quote: UInt8?
            while let byte = rest.popFirst() {
                guard text.bytes.count <= BuildArguments.longestValue else { return fail("it is too long") }
                switch byte.value {
                case end where quote == nil: return text
                case UInt8(ascii: "'") where quote != UInt8(ascii: "\""),
                    UInt8(ascii: "\"") where quote != UInt8(ascii: "'"):
                    quote = quote == nil ? byte.value : nil
                case escape where quote != UInt8(ascii: "'"):
                    if let next = rest.popFirst() { text.bytes.append(next) }
                case UInt8(ascii: "$") where quote != UInt8(ascii: "'"):
                    guard let value = variable(depth: depth) else { return nil }
                    text.bytes += value.bytes
                default: text.bytes.append(byte)
                }
            }
            return end == nil ? text : fail("a variable has no '}'")
        }

        /// The value of the variable after a `$`.
        private mutating func variable(depth: Int) -> PlacedText? {
            guard rest.first?.value == UInt8(ascii: "{") else {
                let name = name()
                return values[name] ?? fail("the build argument '\(name)' has no default in the file")
            }
            rest.removeFirst()
            let name = name()
            guard let first = rest.popFirst()?.value else { return fail("a variable has no '}'") }
            if first == UInt8(ascii: "}") {
                return values[name] ?? fail("the build argument '\(name)' has no default in the file")
            }
            var operation = first
            let ignoresEmpty = first == UInt8(ascii: ":")
            if ignoresEmpty { operation = rest.popFirst()?.value ?? 0 }
            guard "-+?".utf8.contains(operation) else { return fail("it changes the build argument '\(name)'") }
            let known = problem
            let word = text(until: UInt8(ascii: "}"), depth: depth + 1)
            let value = values[name].flatMap { ignoresEmpty && $0.bytes.isEmpty ? nil : $0 }
            switch operation {
            case UInt8(ascii: "-") where value == nil: return word
            case UInt8(ascii: "+"): return value == nil ? PlacedText() : word
            case UInt8(ascii: "?") where value == nil:
                return fail("the build argument '\(name)' has no default in the file")
            default:
                // The word that is not used need not have a value.
                problem = known
                return value
            }
        }

        private mutating func name() -> String {
            let name = rest.prefix { $0.value.isLetter || $0.value.isDigit || $0.value == UInt8(ascii: "_") }
            rest = rest.dropFirst(name.count)
            return String(decoding: name.map(\.value), as: UTF8.self)
        }

        private mutating func fail(_ reason: String) -> PlacedText? {
            problem = problem ?? reason
            return nil
        }
    }
}
