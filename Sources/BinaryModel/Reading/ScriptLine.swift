/// The first line of a script, as the Linux kernel reads it.
///
/// The kernel looks at 256 bytes (`fs/binfmt_script.c` and BINPRM_BUF_SIZE): the interpreter ends at a space, tab or
/// the line's end, and all the rest is one argument. A carriage return belongs to the text in which it stands.
package struct ScriptLine: Hashable, Sendable {
    /// The path of the interpreter.
    package let interpreter: String
    /// The only argument, which may hold spaces.
    package let argument: String?

    /// Why the kernel does not take a line that begins with `#!`.
    enum Fault: Error, Hashable {
        /// No interpreter is named.
        case noInterpreter
        /// The path of the interpreter does not end within ``kernelLimit`` bytes.
        case cut
    }

    /// Whether the line ends in CR LF, so that the carriage return is part of the interpreter's path or argument.
    package var endsInCarriageReturn: Bool {
        (argument ?? interpreter).utf8.last == 0x0D
    }

    /// The path of the interpreter as its author meant it: without a carriage return.
    package var intendedInterpreter: String {
        interpreter.utf8.last == 0x0D ? String(decoding: interpreter.utf8.dropLast(), as: UTF8.self) : interpreter
    }

    /// Whether the carriage return keeps the script from starting: it belongs to a name that is looked up, or to the options
    /// of a shell. Other interpreters may take the argument.
    package var isRefusedForCarriageReturn: Bool {
        guard endsInCarriageReturn else { return false }
        guard let argument, environmentCommand == nil else { return true }
        // dash 0.5.12, bash 5.2 and BusyBox 1.35 end with "illegal option" or "invalid option".
        let shells: Set<Substring> = ["sh", "ash", "bash", "dash"]
        return argument.hasPrefix("-") && interpreter.split(separator: "/").last.map(shells.contains) == true
    }

    /// The command that `env` looks up in PATH and its arguments; `nil` if the interpreter is not `env`.
    ///
    /// `env` takes its argument as one name, unless it begins with `-S`. Assignments and options before the name are
    /// skipped.
    package var environmentCommand: [String]? {
        guard let argument, intendedInterpreter.split(separator: "/").last == "env" else { return nil }
        guard argument.hasPrefix("-S") || argument.hasPrefix("--split-string=") else {
            return argument.hasPrefix("-") ? nil : [argument]
        }
        let rest = argument.dropFirst(argument.hasPrefix("-S") ? 2 : 15)
        let words = rest.split(whereSeparator: { " \t\r\n".contains($0) }).map(String.init)
        let command = words.drop { $0.hasPrefix("-") || $0.contains("=") }
        return command.isEmpty ? nil : Array(command)
    }

    /// The number of bytes in which the kernel looks for the line.
    package static let kernelLimit = 256

    /// Reads the first line of a file that begins with `#!`.
    init(_ head: [UInt8]) throws(Fault) {
        // The kernel's buffer is filled with zeros behind a short file.
        let padding = [UInt8](repeating: 0, count: max(0, Self.kernelLimit - head.count))
        let buffer = head.prefix(Self.kernelLimit) + padding
        let line = buffer.dropFirst(2)
        let visible = line.prefix { $0 != 0 }
        var text = visible.prefix { $0 != 0x0A }
        let isWhole = text.count < visible.count || visible.count < line.count
        let name = text.drop(while: Self.isBlank)
        if !isWhole, !name.contains(where: Self.isBlank) {
            throw name.isEmpty ? .noInterpreter : .cut
        }
        // Without a line break the kernel puts its closing zero over the last byte.
        if !isWhole { text = text.dropLast() }
        while let last = text.last, Self.isBlank(last) { text.removeLast() }
        let words = text.drop(while: Self.isBlank)
        let path = words.prefix { !Self.isBlank($0) }
        let argument = words.dropFirst(path.count).drop(while: Self.isBlank)
        guard !path.isEmpty else { throw .noInterpreter }
        interpreter = String(decoding: path, as: UTF8.self)
        self.argument = argument.isEmpty ? nil : String(decoding: argument, as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }
}
