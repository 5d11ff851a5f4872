import BinaryModel

/// What the kernel or the runtime says when a container does not start.
package enum StartSymptom: String, CaseIterable, Hashable, Sendable {
    /// execve(2) answers ENOEXEC.
    case formatError = "exec format error"
    /// execve(2) answers ENOENT, although the file is there.
    case notFound = "no such file or directory"
    /// The runtime does not find the file.
    case noFile = "stat: no such file or directory"
    /// The runtime does not find the name in PATH.
    case notInSearchPath = "executable file not found in $PATH"
    /// execve(2) answers EACCES.
    case permissionDenied = "permission denied"
    /// execve(2) answers ELIBBAD.
    case badLibrary = "accessing a corrupted shared library"
    /// execve(2) answers EIO.
    case inputOutput = "input/output error"
    /// execve(2) answers ELOOP.
    case tooManyLinks = "too many levels of symbolic links"
    /// execve(2) answers ENOTDIR.
    case notDirectory = "not a directory"
    /// `env` starts, and ends with exit status 127.
    case commandNotFound = "env: No such file or directory, exit status 127"
    /// The program, its interpreter or its loader says so, and ends.
    case refusal = "a message of the program or of its loader"
    /// SIGILL: exit status 132.
    case illegalInstruction = "illegal instruction, exit status 132"
    /// SIGSEGV or SIGBUS: exit status 139 or 135.
    case crash = "segmentation fault, exit status 139"
}

extension StartCause {
    /// What is said when it happens; `nil` if that is not certain.
    package var symptom: StartSymptom? {
        switch self {
        case .missingFile, .danglingLink, .pathTooLong: .noFile
        case .notInSearchPath: .notInSearchPath
        case .missingTarget(_, let script, _, _): script == nil ? .notInSearchPath : .commandNotFound
        case .missingInterpreter, .missingLoader: .notFound
        case .missingCommand, .unsplitCommand: .commandNotFound
        case .foreignLoader: .badLibrary
        // Linux reads the loader's header of 64 bytes before it looks at it (fs/binfmt_elf.c).
        case .brokenLoader(_, _, _, let size): size < 64 ? .inputOutput : .badLibrary
        case .carriageReturn(_, let line):
            line.argument == nil ? .notFound : line.environmentCommand == nil ? .refusal : .commandNotFound
        case .nestedScripts, .linkLoop: .tooManyLinks
        case .notDirectory: .notDirectory
        case .directory, .specialFile, .notExecutable: .permissionDenied
        case .program(_, let fault), .interpreter(_, _, let fault): StartSymptom(fault)
        }
    }
}

extension StartSymptom {
    fileprivate init?(_ fault: BinaryFault) {
        switch fault.symptom {
        case .formatError?: self = .formatError
        case .notFound?: self = .notFound
        case .refusal?: self = .refusal
        case .illegalInstruction?: self = .illegalInstruction
        case .crash?: self = .crash
        case nil: return nil
        }
    }
}
