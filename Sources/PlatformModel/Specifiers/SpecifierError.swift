/// Why a text is no platform specifier: the first thing wrong with it.
public enum SpecifierError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The text is empty.
    case empty
    /// A part between the slashes is empty.
    case emptyPart(in: String)
    /// There are more parts than operating system, architecture and variant.
    case trailingParts(String, in: String)
    /// A part holds a character that no name has.
    case malformedName(String, in: String)
    /// The parentheses behind the operating system are not closed, or hold what must be encoded.
    case malformedVersion(String, in: String)
    /// The version stands behind the architecture, as some tools write it; the second text is the right form.
    case versionAfterArchitecture(in: String, instead: String)
    /// A lone word is neither an operating system nor an architecture.
    case unknownWord(String, suggestion: String?)
    /// A name that is not known is one slip away from one that is.
    case misspelled(String, suggestion: String)
    /// The name of the architecture implies one CPU level, and the variant is another.
    case contradiction(alias: String, means: String, variant: String)

    /// What is wrong, with the value in quotes, and what was expected.
    public var description: String {
        switch self {
        case .empty:
            return "the platform is empty; expected os/architecture, such as linux/arm64"
        case .emptyPart(let text):
            return "platform '\(text)' has an empty part; expected os/architecture/variant"
        case .trailingParts(let rest, let text):
            return "platform '\(text)' goes on with '\(rest)' after os/architecture/variant"
        case .malformedName(let part, let text):
            return "'\(part)' in platform '\(text)' is not made of letters, digits, '_', '.' and '-'"
        case .malformedVersion(let part, let text):
            return "'\(part)' in platform '\(text)' is not os(version+feature), percent-encoded"
        case .versionAfterArchitecture(let text, let instead):
            return "platform '\(text)' has the version behind the architecture; write '\(instead)'"
        case .unknownWord(let word, let suggestion):
            let hint = suggestion.map { "; did you mean '\($0)'?" } ?? ""
            return "'\(word)' is neither an operating system nor an architecture\(hint)"
        case .misspelled(let name, let suggestion):
            return "'\(name)' is not known; did you mean '\(suggestion)'?"
        case .contradiction(let alias, let means, let variant):
            return "\(alias) means \(means); variant \(variant) contradicts it"
        }
    }
}
