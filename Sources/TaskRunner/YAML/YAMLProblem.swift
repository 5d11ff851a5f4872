/// What is wrong with a YAML file.
package struct YAMLProblem: Hashable, Sendable {
    /// The line, from 1; 0 where the file as a whole is meant.
    package let line: Int
    /// The column, from 1; 0 where the line as a whole is meant.
    package let column: Int
    /// What it is.
    package let reason: Reason

    /// Why a file is not read.
    package enum Reason: Hashable, Sendable {
        /// libyaml is not there.
        case noLibrary(String)
        /// The parser's own words.
        case syntax(String)
        /// There is nothing in it.
        case empty
        /// There is more than one document in it.
        case secondDocument
        /// A key stands twice in one mapping.
        case duplicateKey(String, firstLine: Int)
        /// A key is a list or a mapping.
        case complexKey
        /// `*name` without `&name` before it, or within it.
        case unknownAnchor(String)
        /// A tag that gives a value a type of its own.
        case tag(String)
        /// A NUL character in a text.
        case nul
        /// Lists and mappings stand too deep in each other.
        case depth(limit: Int)
        /// There are too many values, those counted that an alias repeats.
        case nodes(limit: Int)
        /// The file is too long.
        case size(limit: Int)
    }

    /// What it is, without the line.
    package var sentence: String {
        switch reason {
        case .noLibrary(let words): "libyaml, which reads task files, is not to be had: \(words)"
        case .syntax(let words): "this is no YAML: \(words)"
        case .empty: "there is nothing in it"
        case .secondDocument: "a second document begins; a task file holds one"
        case .duplicateKey(let key, let line): "the key '\(key)' stands already on line \(line)"
        case .complexKey: "a key is a list or a mapping; keys are texts"
        case .unknownAnchor(let name): "'*\(name)' repeats '&\(name)', which does not end before it"
        case .tag(let tag): "the tag '\(tag)' is not supported"
        case .nul: "a text holds a NUL character"
        case .depth(let limit): "lists and mappings stand more than \(limit) deep in each other"
        case .nodes(let limit): "there are more than \(limit) values, repeated ones counted"
        case .size(let limit): "it has more than \(limit) bytes"
        }
    }
}

extension YAMLProblem: Error, CustomStringConvertible {
    /// The line and what it is.
    package var description: String {
        line > 0 ? "line \(line): \(sentence)" : sentence
    }
}
