/// Why a YAML file is not read.
package enum YAMLFault: Hashable, Sendable {
    /// libyaml could not be loaded.
    case noLibrary(String)
    /// libyaml's own description of a syntax error.
    case syntax(String)
    /// The file has more than one document.
    case secondDocument
    /// A mapping has a key twice.
    case duplicateKey(String, firstLine: Int)
    /// A key is a list or a mapping.
    case complexKey
    /// `*name` without a complete `&name` before it.
    case unknownAnchor(String)
    /// A tag that gives a value a type of its own.
    case tag(String)
    /// A string contains a NUL character.
    case nul
    /// Lists and mappings are nested too deep.
    case depth(limit: Int)
    /// The file has too many values, counting those that aliases repeat.
    case nodes(limit: Int)
    /// The file is too long.
    case size(limit: Int)
}

extension YAMLFault: CustomStringConvertible {
    /// What is wrong.
    package var description: String {
        switch self {
        case .noLibrary(let words): "libyaml, which reads YAML files, could not be loaded: \(words)"
        case .syntax(let words): "not valid YAML: \(words)"
        case .secondDocument: "a second document begins; the file may have only one"
        case .duplicateKey(let key, let line): "the key '\(key)' is already used on line \(line)"
        case .complexKey: "a key is a list or a mapping, not a string"
        case .unknownAnchor(let name):
            "'*\(name)' refers to '&\(name)', which is not complete before it"
        case .tag(let tag): "the tag '\(tag)' is not supported"
        case .nul: "a string contains a NUL character"
        case .depth(let limit): "lists and mappings are nested more than \(limit) deep"
        case .nodes(let limit):
            "the file has more than \(limit) values, counting those that aliases repeat"
        case .size(let limit): "the file has more than \(limit) bytes"
        }
    }
}
