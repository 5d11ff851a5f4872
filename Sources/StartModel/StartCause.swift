import BinaryModel

/// Why a container does not start, or may not start; with the facts.
package enum StartCause: Hashable, Sendable {
    /// This part of the path of the program is not there.
    case missingFile(path: String, missing: String)
    /// The path is a symbolic link, and this part of where it leads to is not there.
    case danglingLink(path: String, missing: String)
    /// No directory of PATH has the program.
    case notInSearchPath(name: String, directories: [String])
    /// PATH has the program, or the command of a script's `env`, only as a link to what is not there.
    case missingTarget(name: String, script: String?, link: String, target: String)
    /// The interpreter that a script names is not there.
    case missingInterpreter(script: String, interpreter: String)
    /// `env` does not find the command that a script names.
    case missingCommand(script: String, name: String, directories: [String])
    /// A script gives `env` a command with arguments, which `env` takes for one name.
    case unsplitCommand(script: String, words: String)
    /// The loader that a program names is not there.
    case missingLoader(program: String, loader: String)
    /// The loader that a program names was built for another architecture.
    case foreignLoader(program: String, loader: String, found: String, expected: String)
    /// The loader that a program names is no loader.
    case brokenLoader(program: String, loader: String, BinaryFault, size: UInt64)
    /// The line of a script that names its interpreter ends in CR LF.
    case carriageReturn(script: String, line: ScriptLine)
    /// Scripts whose interpreters are scripts, more than Linux follows.
    case nestedScripts(path: String)
    /// Links lead round in a circle, or there are more than 40.
    case linkLoop(path: String)
    /// The path goes on behind something that is not a directory.
    case notDirectory(path: String, at: String)
    /// The path is longer than a program can open.
    case pathTooLong(path: String)
    /// The path is that of a directory.
    case directory(path: String)
    /// The path is that of a device, a pipe or a socket.
    case specialFile(path: String)
    /// No one may execute the file.
    case notExecutable(path: String, mode: UInt16)
    /// The file does not run on the platform.
    case program(path: String, BinaryFault)
    /// The file that interprets a script does not run on the platform.
    case interpreter(script: String, path: String, BinaryFault)
}

extension StartCause {
    /// A kind of cause; its name is what `--json` and `start-errors.tsv` call it.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case missingFile = "missing-file"
        case notInSearchPath = "not-in-path"
        case missingInterpreter = "missing-interpreter"
        case missingLoader = "missing-loader"
        case foreignLoader = "foreign-loader"
        case brokenLoader = "broken-loader"
        case carriageReturn = "carriage-return"
        case unsplitCommand = "unsplit-command"
        case nestedScripts = "nested-scripts"
        case linkLoop = "link-loop"
        case notDirectory = "not-a-directory"
        case directory
        case notExecutable = "not-executable"
        case architecture
        case level
        case compatibility
        case abi
        case system = "operating-system"
        case format
        case noProgram = "no-program"
        case cut
        case unread
        /// The host runs the image's architecture only by an emulator that lacks the flag F.
        case emulatorOutside = "emulator-outside"
        /// The host does not run the image's platform.
        case noEmulator = "no-emulator"
        /// The emulator does not run the program as a CPU does.
        case emulatorFault = "emulator-fault"
        /// The index has no entry for the platform.
        case noEntry = "no-entry"
        /// A library that the program needs is not in the image.
        case missingLibrary = "missing-library"
        /// A library in the image is older than, or another one than, the program needs.
        case oldLibrary = "old-library"
        /// The image is for another version of Windows than the host.
        case systemVersion = "system-version"
        /// An argument is taken as the program, because the image has no entrypoint.
        case argumentAsProgram = "argument-as-program"
        /// The program and its arguments stand in one string.
        case joinedCommand = "joined-command"
        /// The layers are not those that the config lists.
        case wrongLayers = "wrong-layers"
    }

    /// The kind.
    package var kind: Kind {
        switch self {
        case .missingFile, .danglingLink, .pathTooLong: .missingFile
        case .notInSearchPath: .notInSearchPath
        case .missingTarget(_, let script, _, _): script == nil ? .notInSearchPath : .missingInterpreter
        case .missingInterpreter, .missingCommand: .missingInterpreter
        case .unsplitCommand: .unsplitCommand
        case .missingLoader: .missingLoader
        case .foreignLoader: .foreignLoader
        case .brokenLoader: .brokenLoader
        case .carriageReturn: .carriageReturn
        case .nestedScripts: .nestedScripts
        case .linkLoop: .linkLoop
        case .notDirectory: .notDirectory
        case .directory: .directory
        case .specialFile, .notExecutable: .notExecutable
        case .program(_, let fault), .interpreter(_, _, let fault): Kind(fault)
        }
    }
}

extension StartCause.Kind {
    /// The kind of a file's fault.
    init(_ fault: BinaryFault) {
        self =
            switch fault {
            case .architecture: .architecture
            case .level: .level
            case .compatibility: .compatibility
            case .abi: .abi
            case .system: .system
            case .format: .format
            case .unlinked, .javaClass, .noProgram: .noProgram
            case .carriageReturn: .carriageReturn
            case .cut: .cut
            case .unread: .unread
            }
    }

    /// The cause in general, for a text that does not tell the facts.
    package var sentence: String {
        switch self {
        case .missingFile: "the image does not have the file"
        case .notInSearchPath: "no directory of PATH has the program"
        case .missingInterpreter: "the interpreter behind '#!' is not in the image"
        case .missingLoader: "the loader that the program names is not in the image, as with a glibc program on Alpine"
        case .foreignLoader: "the loader was built for another architecture than the program"
        case .brokenLoader: "the loader is empty or no program"
        case .carriageReturn: "the first line of the script ends in CR LF"
        case .unsplitCommand: "'#!/usr/bin/env' is followed by several words, which env takes for one name"
        case .nestedScripts: "the interpreter of the script is a script, more than five levels deep"
        case .linkLoop: "symbolic links lead round in a circle, or through more than 40 others"
        case .notDirectory: "a part of the path is not a directory"
        case .directory: "the path is that of a directory"
        case .notExecutable: "the file lacks the execute permission"
        case .architecture: "the program, its interpreter or a part of it was built for another architecture"
        case .level: "the program needs a newer CPU than the machine has"
        case .compatibility: "the program is 32-bit code, which the machine does not run"
        case .abi: "the program uses an ABI that the system does not have"
        case .system: "the program was built for another operating system"
        case .format: "the program is in the format of another operating system"
        case .noProgram: "the file is no program: empty, text without '#!', a web page or data"
        case .cut: "the file is incomplete"
        case .unread: "the file cannot be judged"
        case .emulatorOutside: "the emulator is registered without the flag F, and is not inside the image"
        case .noEmulator: "the machine runs the image's architecture neither natively nor by an emulator"
        case .emulatorFault: "the emulator does not run the program as a CPU does"
        case .noEntry: "the image has no entry for the platform that was asked for"
        case .missingLibrary: "a library that the program needs is not in the image"
        case .oldLibrary: "a library in the image is older than the program needs, or glibc's program meets musl"
        case .systemVersion:
            "the image is for another version of Windows than the host; Hyper-V isolation runs older ones"
        case .argumentAsProgram: "an argument is taken as the program: the image has no ENTRYPOINT that it is meant for"
        case .joinedCommand: "the program and its arguments stand in one string, instead of each in its own"
        case .wrongLayers: "the layers are not those that the config lists"
        }
    }
}

extension StartCause: CustomStringConvertible {
    /// The cause, in one sentence.
    package var description: String {
        switch self {
        case .missingFile(let path, let missing):
            path == missing ? "\(path) is not in the image" : "\(path) is not in the image: there is no \(missing)"
        case .notInSearchPath("", _): "the command is an empty string"
        case .danglingLink(let path, let missing):
            "\(path) is a symbolic link that leads to nothing: there is no \(missing)"
        case .notInSearchPath(let name, let directories): "'\(name)' is in \(Self.none(of: directories))"
        case .missingTarget(let name, let script, let link, let target):
            (script.map { "\($0) is a script for '\(name)', which" } ?? "'\(name)'")
                + " is in PATH only as \(link), a symbolic link: there is no \(target)"
        case .missingInterpreter(let script, let interpreter):
            "\(script) is a script for \(interpreter), which is not in the image"
        case .missingCommand(let script, let name, let directories):
            "\(script) is a script for '\(name)', which is in \(Self.none(of: directories))"
        case .unsplitCommand(let script, let words):
            "\(script) asks env for '\(words)', which env takes for one name"
        case .missingLoader(let program, let loader):
            "\(program) needs the loader \(loader), which is not in the image"
        case .foreignLoader(let program, let loader, let found, let expected):
            "\(program) was built for \(expected), but its loader \(loader) for \(found)"
        case .brokenLoader(let program, let loader, let fault, _):
            "\(program) needs the loader \(loader), but \(fault)"
        case .carriageReturn(let script, let line):
            "\(script) \(line.isRefusedForCarriageReturn ? "does" : "may") not start: \(BinaryFault.carriageReturn(line))"
        case .nestedScripts(let path): "\(path) is a script whose interpreters are scripts, more than five levels deep"
        case .linkLoop(let path):
            "\(path) is a symbolic link that leads round in a circle, or through more than 40 others"
        case .notDirectory(let path, let part): "\(path) cannot be opened: \(part) is not a directory"
        case .pathTooLong(let path): "the path '\(path.prefix(60))…' is longer than 4096 bytes"
        case .directory(let path): "\(path) is a directory"
        case .specialFile(let path): "\(path) is a device, a pipe or a socket"
        case .notExecutable(let path, let mode):
            "\(path) lacks the execute permission: its mode is \(String(mode, radix: 8))"
        case .program(let path, .format(.pe, let system)):
            "\(path) is a program of Windows, which \(system) starts only through a runtime such as wine or .NET"
        case .program(let path, let fault): "\(path) does not start: \(fault)"
        case .interpreter(let script, let path, let fault):
            "\(script) is a script for \(path), which does not start: \(fault)"
        }
    }

    private static func none(of directories: [String]) -> String {
        directories.isEmpty
            ? "no directory, because PATH is empty"
            : "none of the directories of PATH: \(directories.joined(separator: ", "))"
    }
}
