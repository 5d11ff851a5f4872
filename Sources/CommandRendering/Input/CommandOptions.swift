import ImageModel
import PlatformModel

/// The options of one command, as the parser describes them.
package struct CommandOptions: Sendable {
    /// The names of each flag, with their dashes.
    private let flags: [Set<String>]
    /// The names of options that take a value, with their dashes.
    private let valued: Set<String>

    /// Reads the description that `--experimental-dump-help` prints; `nil` if it is not one.
    package init?(description: String) {
        guard let command = JSONTree(parsing: Array(description.utf8))?["command"],
            case .list(let arguments)? = command["arguments"]
        else { return nil }
        var flags: [Set<String>] = []
        var valued: Set<String> = []
        for argument in arguments {
            guard case .list(let names)? = argument["names"] else { continue }
            let spellings = names.compactMap { name -> String? in
                guard let text = Self.text(name["name"]) else { return nil }
                return (Self.text(name["kind"]) == "short" ? "-" : "--") + text
            }
            if Self.text(argument["kind"]) == "flag" {
                flags.append(Set(spellings))
            } else {
                valued.formUnion(spellings)
            }
        }
        (self.flags, self.valued) = (flags, valued)
    }

    /// Whether a flag in `arguments` may have a value, as in `--purge=true`.
    package static func mayGiveFlagValues(_ arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains { split($0) != nil }
    }

    /// The arguments with each flag that has a value as it is written here: present or absent. The last occurrence decides.
    ///
    /// The values are those of Go's flags, which docker and many other programs have. The options of `az` know no such
    /// values, but its users write them.
    package func withoutFlagValues(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.count
        var written: [String?] = arguments[..<end].map(\.self)
        for names in flags {
            let found = arguments[..<end].indices.compactMap { index -> (index: Int, name: String, value: Bool?)? in
                if names.contains(arguments[index]) { return (index, arguments[index], nil) }
                guard let (name, value) = Self.split(arguments[index]), names.contains(name) else { return nil }
                return (index, name, value)
            }
            guard let last = found.last, found.contains(where: { $0.value != nil }) else { continue }
            for occurrence in found { written[occurrence.index] = nil }
            if last.value ?? true { written[last.index] = last.name }
        }
        return written.compactMap(\.self) + arguments[end...]
    }

    /// Whether a value in `arguments` may be a negative number, which the parser takes for an option.
    package static func mayGiveNegativeValues(_ arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains(where: isNegative)
    }

    /// The arguments with each negative number joined to the option that it is the value of: `--top=-1`.
    package func joiningNegativeValues(_ arguments: [String]) -> [String] {
        let end = arguments.firstIndex(of: "--") ?? arguments.count
        var joined: [String] = []
        for argument in arguments[..<end] {
            if Self.isNegative(argument), let option = joined.last, option.hasPrefix("--"), valued.contains(option) {
                joined[joined.count - 1] = "\(option)=\(argument)"
            } else {
                joined.append(argument)
            }
        }
        return joined + arguments[end...]
    }

    private static func isNegative(_ argument: String) -> Bool {
        argument.hasPrefix("-") && Double(argument) != nil && argument.dropFirst().first?.isNumber == true
    }

    /// The first option in `arguments` that the command does not have, with a known one that is one typo away.
    package func unknown(in arguments: [String]) -> (option: String, near: String?)? {
        let known = flags.reduce(valued) { $0.union($1) }.union(["--help", "-h", "--version"])
        for argument in arguments.prefix(while: { $0 != "--" }) {
            let name = String(argument.prefix { $0 != "=" })
            // A single dash is a file, and several letters behind it are several flags.
            guard name.hasPrefix("--") || (name.hasPrefix("-") && name.count == 2), !known.contains(name) else {
                continue
            }
            return (name, Spelling.suggestion(for: name, among: known.sorted(), shortest: 5))
        }
        return nil
    }

    /// A string of the description; none of those read here has an escape.
    private static func text(_ tree: JSONTree?) -> String? {
        guard case .scalar(let spelling)? = tree, spelling.hasPrefix("\""), spelling.count > 1 else { return nil }
        return String(spelling.dropFirst().dropLast())
    }

    /// The name and value of `--name=true` and the like.
    private static func split(_ argument: String) -> (name: String, value: Bool)? {
        guard argument.hasPrefix("-"), let equals = argument.firstIndex(of: "=") else { return nil }
        let value: Bool
        switch argument[argument.index(after: equals)...] {
        case "1", "t", "T", "TRUE", "true", "True": value = true
        case "0", "f", "F", "FALSE", "false", "False": value = false
        default: return nil
        }
        return (String(argument[..<equals]), value)
    }
}
