/// What a check says about a file of an image.
package enum BinaryJudgement: Hashable, Sendable {
    /// There is nothing to say.
    case fine
    /// Something to know, which does not make the image wrong.
    case warning(BinaryFault)
    /// The image does not start.
    case failure(BinaryFault)

    /// What is wrong.
    package var fault: BinaryFault? {
        switch self {
        case .fine: nil
        case .warning(let fault), .failure(let fault): fault
        }
    }
}

/// Why a file does not run, or may not run, on a platform.
package enum BinaryFault: Hashable, Sendable {
    /// It was built for other architectures.
    case architecture(found: [String], expected: String)
    /// It needs a higher CPU level than the platform offers.
    case level(NeededLevel, offered: String)
    /// It is 32-bit code, which not every system of the platform runs.
    case compatibility(found: String, on: String)
    /// It has an ABI that systems of the architecture do not have.
    case abi(String, architecture: String)
    /// Its header names another operating system.
    case system(found: String, expected: String)
    /// Its format is that of another operating system.
    case format(BinaryFormat, system: String)
    /// It is an object file or a memory dump.
    case unlinked
    /// It is a class of Java.
    case javaClass
    /// It is no program.
    case noProgram(OtherContent)
    /// The line that names the interpreter ends in CR LF.
    case carriageReturn(ScriptLine)
    /// The file ends before the program does.
    case cut(Doubt)
    /// The file cannot be judged.
    case unread(Doubt)

    /// What the system says when such a file is started.
    package enum Symptom: Hashable, Sendable {
        /// execve(2) answers ENOEXEC: "exec format error".
        case formatError
        /// execve(2) answers ENOENT: "no such file or directory".
        case notFound
        /// The program or its loader says so, and ends.
        case refusal
        /// The program dies of SIGILL, at once or later.
        case illegalInstruction
        /// The program dies of SIGSEGV or SIGBUS.
        case crash
    }

    /// What the system says when such a file is started; `nil` if that is not certain.
    package var symptom: Symptom? {
        switch self {
        case .architecture, .format, .unlinked, .javaClass, .noProgram: .formatError
        case .carriageReturn(let line): line.argument == nil ? .notFound : .refusal
        case .level(let needed, _): needed.evidence.isChecked ? .refusal : .illegalInstruction
        case .cut: .crash
        case .unread(let doubt): doubt.unread == nil ? .formatError : nil
        case .compatibility, .abi, .system: nil
        }
    }
}

extension BinaryFault: CustomStringConvertible {
    /// The fault, in words.
    package var description: String {
        switch self {
        case .architecture(let found, let expected):
            "it was built for \(found.joined(separator: ", ")), not for \(expected)"
        case .level(let needed, let offered):
            "it needs \(needed.name) (\(needed.evidence)), and the platform offers \(offered)"
        case .compatibility(let found, let system): "it was built for \(found), which not every \(system) system runs"
        case .abi(let name, let architecture): "it uses the ABI \(name), which is unusual for \(architecture)"
        case .system(let found, let expected): "its header names \(found), not \(expected)"
        case .format(let format, let system): "it is a file in the format \(format.name), which \(system) does not run"
        case .unlinked: "it is an object file or a memory dump, not a program"
        case .javaClass: "it is a class of Java, which needs a Java runtime to start it"
        case .noProgram(let content): "it is \(content.rawValue), not a program"
        case .carriageReturn(let line): "its first line ends in CR LF, so that \(Self.effect(of: line))"
        case .cut(let doubt): "the file was cut: \(doubt)"
        case .unread(let doubt): "it cannot be judged: \(doubt)"
        }
    }

    private static func effect(of line: ScriptLine) -> String {
        guard let argument = line.argument else { return "the system looks for '\(line.intendedInterpreter)\\r'" }
        return "\(line.interpreter) gets '\(String(decoding: argument.utf8.dropLast(), as: UTF8.self))\\r'"
    }
}
