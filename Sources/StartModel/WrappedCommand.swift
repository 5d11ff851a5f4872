extension StartCommand {
    /// The command that another command starts in turn; `nil` if that is not known for sure.
    ///
    /// Init programs such as tini, `env`, and a shell with one plain command are known: container images begin with them
    /// more often than with anything else.
    static func wrapped(in words: [String]) -> [String]? {
        guard let program = words.first?.split(separator: "/").last else { return nil }
        let arguments = words.dropFirst()
        switch program {
        case "tini", "tini-static", "dumb-init", "catatonit":
            // Their options have values, so that what follows them is known only behind `--`.
            if let end = arguments.firstIndex(of: "--") { return command(words[(end + 1)...]) }
            return command(arguments)
        case "env":
            return command(arguments.drop { $0.contains("=") && !$0.hasPrefix("-") })
        case "sh", "bash", "dash", "ash":
            guard arguments.first == "-c", let text = arguments.dropFirst().first else { return nil }
            return plainCommand(text)
        default: return nil
        }
    }

    private static func command(_ words: ArraySlice<String>) -> [String]? {
        guard let first = words.first, !first.isEmpty, !first.hasPrefix("-") else { return nil }
        return Array(words)
    }

    /// The program of a line for the shell that starts one program by its path, and does nothing else.
    private static func plainCommand(_ text: String) -> [String]? {
        let special: Set<Character> = ["|", "&", ";", "<", ">", "(", ")", "`", "\n", "#"]
        guard !text.contains(where: special.contains) else { return nil }
        var words = text.split { $0 == " " || $0 == "\t" }[...]
        if words.first == "exec" { words = words.dropFirst() }
        let plain: Set<Character> = ["/", ".", "-", "_", "+"]
        guard let first = words.first, first.hasPrefix("/"),
            first.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) || plain.contains($0) })
        else { return nil }
        return [String(first)]
    }
}
