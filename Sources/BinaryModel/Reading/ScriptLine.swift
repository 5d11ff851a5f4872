/// The first line of a script, as the Linux kernel reads it.
///
/// The kernel looks at 256 bytes (`fs/binfmt_script.c` and BINPRM_BUF_SIZE): the interpreter ends at a space, tab or the
/// line's end, and all the rest is one argument. A carriage return belongs to the text in which it stands.
package struct ScriptLine: Hashable, Sendable {
    /// The path of the interpreter.
    package let interpreter: String
    /// The only argument, which may hold spaces.
    package let argument: String?

    /// Whether the line ends in CR LF, so that the carriage return is part of the interpreter's path or argument.
    package var endsInCarriageReturn: Bool {
        (argument ?? interpreter).utf8.last == 0x0D
    }

    /// The path of the interpreter as its author meant it: without a carriage return.
    package var intendedInterpreter: String {
        interpreter.utf8.last == 0x0D ? String(decoding: interpreter.utf8.dropLast(), as: UTF8.self) : interpreter
    }

    /// The command that `env` looks up in PATH and its arguments; `nil` if the interpreter is not `env`.
    ///
    /// `env` takes its argument as one name, unless it begins with `-S`. Assignments and options before the name are skipped.
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
    static func content(_ head: [UInt8]) -> Binary.Content {
        // The kernel's buffer is filled with zeros behind a short file.
        let padding = [UInt8](repeating: 0, count: max(0, kernelLimit - head.count))
        let buffer = head.prefix(kernelLimit) + padding
        let line = buffer.dropFirst(2)
        let visible = line.prefix { $0 != 0 }
        var text = visible.prefix { $0 != 0x0A }
        let isWhole = text.count < visible.count || visible.count < line.count
        let name = text.drop(while: isBlank)
        if !isWhole, !name.contains(where: isBlank) {
            return .other(name.isEmpty ? .interpreterMissing : .interpreterCut)
        }
        // Without a line break the kernel puts its closing zero over the last byte.
        if !isWhole { text = text.dropLast() }
        while let last = text.last, isBlank(last) { text.removeLast() }
        let words = text.drop(while: isBlank)
        let path = words.prefix { !isBlank($0) }
        let argument = words.dropFirst(path.count).drop(while: isBlank)
        guard !path.isEmpty else { return .other(.interpreterMissing) }
        return .script(
            ScriptLine(
                interpreter: String(decoding: path, as: UTF8.self),
                argument: argument.isEmpty ? nil : String(decoding: argument, as: UTF8.self)))
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09
    }
}
