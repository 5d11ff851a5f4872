import ImageResolver
import PlatformModel

/// A command with its subcommands, by name.
package struct CommandTree: Sendable {
    /// The name as typed.
    package let name: String
    /// The commands below it; empty for a command that does something itself.
    package let subcommands: [CommandTree]

    /// A command.
    package init(_ name: String, _ subcommands: [CommandTree] = []) {
        self.name = name
        self.subcommands = subcommands
    }

    fileprivate func subcommand(_ name: String) -> CommandTree? {
        subcommands.first { $0.name == name }
    }
}

/// What the first words of a command line ask for, decided before its options are read.
package enum CommandWords {
    /// A command with its options, the version, or help as it is usually requested.
    case ordinary
    /// Help about the command of these words, requested as `resolve pull help`.
    case help(about: [String])
    /// Words that name no command.
    case refused(ResolverError)

    /// Reads `arguments`, which do not include the program's name, as a command of `root`.
    package init(_ arguments: [String], in root: CommandTree) {
        guard let first = arguments.first, !Self.rootOptions.contains(where: { first.hasPrefix($0) }) else {
            self = .ordinary
            return
        }
        if first == "help" {
            let words = Array(arguments.dropFirst().prefix { !$0.hasPrefix("-") })
            self = Self.walk(words, in: root).unknown.map(Self.refused) ?? .ordinary
        } else if first.hasPrefix("-") {
            self = Self.misplaced(arguments, in: root)
        } else {
            let (known, rest, unknown) = Self.walk(arguments, in: root)
            self = unknown.map(Self.refused) ?? (rest == ["help"] ? .help(about: known) : .ordinary)
        }
    }

    /// Options that the program has without a command.
    private static let rootOptions = [
        "-h", "--help", "--version", "--generate-completion-script", "--experimental-",
        // The scripts for shells ask the program itself.
        "---completion",
    ]

    /// The words that name a command, those behind them, and an error if a word stands in the place of a command's name.
    private static func walk(
        _ words: [String], in root: CommandTree
    ) -> (known: [String], rest: [String], unknown: ResolverError?) {
        var node = root
        var known: [String] = []
        for word in words {
            guard let next = node.subcommand(word) else { break }
            node = next
            known.append(word)
        }
        let rest = Array(words.dropFirst(known.count))
        guard let word = rest.first, !node.subcommands.isEmpty, word != "help", !word.hasPrefix("-") else {
            return (known, rest, nil)
        }
        return (known, rest, error(unknown: word, behind: known, in: node))
    }

    private static func error(unknown word: String, behind known: [String], in node: CommandTree) -> ResolverError {
        let names = node.subcommands.map(\.name)
        let place = (["resolve"] + known).joined(separator: " ")
        let sentence = "no command '\(Shown.text(word))'" + (known.isEmpty ? "" : " below '\(place)'")
        guard let near = Spelling.suggestion(for: word, among: names, shortest: 2) else {
            return ResolverError(.usage, sentence, hint: "the commands are \(names.joined(separator: ", "))")
        }
        return ResolverError(.usage, "\(sentence); did you mean '\(near)'?")
    }

    /// Options in front of the command, with the command line as it should be; other options are left to the parser.
    private static func misplaced(_ arguments: [String], in root: CommandTree) -> CommandWords {
        guard let index = arguments.firstIndex(where: { root.subcommand($0) != nil }) else { return .ordinary }
        let behind = Array(arguments[index...])
        let known = walk(behind, in: root).known
        let words = known + arguments[..<index] + behind.dropFirst(known.count)
        let option = Shown.text(arguments[0].prefix { $0 != "=" }.description)
        return .refused(
            ResolverError(
                .usage, "the option '\(option)' stands before the command",
                hint: "write: resolve " + TypedCommand(words).text))
    }
}
