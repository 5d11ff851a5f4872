import BinaryModel
import LayerModel
import PlatformModel

/// Whether what an image starts runs on a platform.
///
/// The files are followed as a runtime and Linux follow them: the program through PATH, links and `#!` to a program in
/// machine code, and from there to its loader.
package struct StartRule: Sendable {
    let names: BinaryNames
    let binaries: BinaryRule
    /// Whether the platform is Windows.
    let isWindows: Bool

    /// How many scripts may interpret one another (`fs/exec.c`, exec_binprm).
    static let mostScripts = 5
    /// How many files are followed: scripts that `env` starts may start one another for ever.
    static let mostSteps = 64

    /// The rule for a platform.
    package init(platform: Platform, catalog: PlatformCatalog, names: BinaryNames) {
        self.names = names
        binaries = BinaryRule(platform: platform, catalog: catalog, names: names)
        isWindows = catalog.normalized(platform).os == "windows"
    }

    /// The naming that a tree of the platform's images has.
    package var naming: FileNaming { isWindows ? .windows : .posix }

    /// Follows what a command starts in a tree.
    package func chain(of command: StartCommand, in tree: FileTree) -> StartChain {
        var walk = StartWalk(rule: self, command: command, tree: tree)
        walk.run()
        return walk.chain
    }
}

/// The way from a command to the last file that it opens.
private struct StartWalk {
    let rule: StartRule
    let command: StartCommand
    let tree: FileTree
    var chain: StartChain

    init(rule: StartRule, command: StartCommand, tree: FileTree) {
        self.rule = rule
        self.command = command
        self.tree = tree
        chain = StartChain(command: command.words)
    }

    mutating func run() {
        guard let name = command.words.first else { return }
        if rule.isWindows { return runWindows(name) }
        start(name, as: .program)
        var words = command.words
        while chain.failure == nil, chain.steps.count < StartRule.mostSteps,
            let inner = StartCommand.wrapped(in: words), let name = inner.first
        {
            start(name, as: .command)
            words = inner
        }
        startPassedCommand()
    }

    /// Follows the command that an entrypoint script gets: most of them end in `exec "$@"`.
    ///
    /// It may be an argument instead, so that a word which names no program of the image means nothing.
    private mutating func startPassedCommand() {
        guard chain.failure == nil, case .script? = chain.steps.first?.file?.binary?.content,
            let name = command.passedCommand.first,
            let path = name.contains("/") ? absolute(name) : found(name), let file = tree.lookUp(path).file,
            file.binary != nil, file.mode & 0o111 != 0
        else { return }
        follow(path, as: .command)
    }

    /// Looks a program up, and follows it.
    private mutating func start(_ name: String, as role: StartChain.Step.Role) {
        guard !name.contains("/") else { return follow(absolute(name), as: role) }
        guard let path = found(name) else {
            let cause = StartCause.notInSearchPath(name: name, directories: command.searchPath)
            return fail(missingTarget(name, script: nil) ?? cause, at: name)
        }
        follow(path, as: role)
    }

    /// Follows a program, its interpreters and the loader.
    private mutating func follow(_ path: String, as role: StartChain.Step.Role) {
        var (role, path) = (role, path)
        var scripts: [String] = []
        while let file = open(path, role, script: scripts.last) {
            guard case .script(let line)? = file.binary?.content else {
                return judge(file, role, script: scripts.last)
            }
            // A command that `env` starts is a new program, whose interpreters are counted anew.
            if role == .command { scripts = [] }
            scripts.append(file.path)
            guard scripts.count <= StartRule.mostScripts, chain.steps.count < StartRule.mostSteps else {
                return chain.fail(.nestedScripts(path: scripts[0]))
            }
            if let binary = file.binary {
                add(rule.binaries.judgement(of: binary, at: .started)) { _ in
                    .carriageReturn(script: file.path, line: line)
                }
            }
            guard chain.failure == nil, let next = next(behind: line, of: file.path) else { return }
            (role, path) = next
        }
    }

    /// Judges a program that is no script, and follows it to its loader.
    private mutating func judge(_ file: FileTree.File, _ role: StartChain.Step.Role, script: String?) {
        guard let binary = file.binary else {
            return chain.warn(.program(path: file.path, .unread(.notRead(0..<file.size))))
        }
        var judgement = rule.binaries.judgement(of: binary, at: .started)
        // execvp(3) of glibc, by which `env` starts a command, gives a text without `#!` to the shell; musl's does not.
        if role == .command, binary.content == .other(.text), let fault = judgement.fault {
            judgement = .warning(fault)
        }
        add(judgement) { fault in
            script.map { .interpreter(script: $0, path: file.path, fault) } ?? .program(path: file.path, fault)
        }
        guard chain.failure == nil, case .elf(let program) = binary.content, let loader = program.loader.value else {
            return
        }
        follow(loader: loader, of: file)
    }

    private mutating func add(_ judgement: BinaryJudgement, _ cause: (BinaryFault) -> StartCause) {
        switch judgement {
        case .fine: return
        case .warning(let fault): chain.warn(cause(fault))
        case .failure(let fault): chain.fail(cause(fault))
        }
    }

    /// What a script starts; `nil` if that fails.
    private mutating func next(behind line: ScriptLine, of script: String) -> (StartChain.Step.Role, String)? {
        guard line.interpreter.split(separator: "/").last == "env", let argument = line.argument else {
            return (.interpreter, absolute(line.interpreter))
        }
        // `env` itself is started first.
        guard let env = open(absolute(line.interpreter), .interpreter, script: script) else { return nil }
        judge(env, .interpreter, script: script)
        guard chain.failure == nil, let name = line.environmentCommand?.first else { return nil }
        if name.contains("/") { return (.command, absolute(name)) }
        if let path = found(name) { return (.command, path) }
        chain.steps.append(StartChain.Step(role: .command, path: name, file: nil, links: [], content: nil))
        if name == argument, argument.contains(where: { $0 == " " || $0 == "\t" }) {
            chain.fail(.unsplitCommand(script: script, words: argument))
        } else {
            let cause = StartCause.missingCommand(script: script, name: name, directories: command.searchPath)
            chain.fail(missingTarget(name, script: script) ?? cause)
        }
        return nil
    }

    /// Opens a file to start it, and adds the step; `nil` if that fails.
    private mutating func open(_ path: String, _ role: StartChain.Step.Role, script: String?) -> FileTree.File? {
        let lookUp = tree.lookUp(path)
        let content = lookUp.file?.binary.map { BinaryText.text(of: $0, names: rule.names) }
        chain.steps.append(
            StartChain.Step(role: role, path: path, file: lookUp.file, links: lookUp.links, content: content))
        switch lookUp.outcome {
        case .found(let file):
            switch file.kind {
            case .directory: chain.fail(.directory(path: file.path))
            case .special: chain.fail(.specialFile(path: file.path))
            case .file, .symbolicLink:
                if file.mode & 0o111 != 0 { return file }
                chain.fail(.notExecutable(path: file.path, mode: file.mode))
                // The permission alone would not help.
                if let binary = file.binary,
                    case .failure(let fault) = rule.binaries.judgement(of: binary, at: .started),
                    case .architecture = fault
                {
                    chain.fail(
                        script.map { .interpreter(script: $0, path: file.path, fault) }
                            ?? .program(path: file.path, fault))
                }
            }
        case .missing(let part):
            switch (role, script) {
            case (.interpreter, let script?), (.command, let script?):
                chain.fail(.missingInterpreter(script: script, interpreter: path))
            default:
                let isLink = tree.lookUp(path, last: .kept).file != nil
                missing(
                    isLink ? .danglingLink(path: path, missing: part) : .missingFile(path: path, missing: part),
                    at: path)
            }
        case .notDirectory(let part): chain.fail(.notDirectory(path: path, at: part.path))
        case .loop(let link): chain.fail(.linkLoop(path: link.path))
        case .tooLong: chain.fail(.pathTooLong(path: path))
        }
        return nil
    }

    /// A program that is not there may be brought by a volume.
    private mutating func missing(_ cause: StartCause, at path: String) {
        let isMounted = command.volumes.contains { path == $0 || path.hasPrefix($0.hasSuffix("/") ? $0 : $0 + "/") }
        if isMounted { chain.warn(cause) } else { chain.fail(cause) }
    }

    private mutating func fail(_ cause: StartCause, at path: String) {
        chain.steps.append(StartChain.Step(role: .program, path: path, file: nil, links: [], content: nil))
        chain.fail(cause)
    }
}

extension StartWalk {
    /// The path of a program without a directory, by PATH; `nil` if it is nowhere.
    ///
    /// A file without the execute permission is taken only if no directory has a program.
    private func found(_ name: String) -> String? {
        let paths = command.searchPath.map { absolute(($0.isEmpty ? "." : $0) + "/" + name) }
        let files = paths.map { path in
            tree.lookUp(path).file.flatMap { $0.kind == .directory ? nil : $0 }
        }
        let executable = files.firstIndex { ($0?.mode ?? 0) & 0o111 != 0 }
        return (executable ?? files.firstIndex { $0 != nil }).map { paths[$0] }
    }

    /// The cause if PATH has a name only as a link that leads to nothing.
    private func missingTarget(_ name: String, script: String?) -> StartCause? {
        for directory in command.searchPath {
            let path = absolute((directory.isEmpty ? "." : directory) + "/" + name)
            if case .missing(let target) = tree.lookUp(path).outcome, tree.lookUp(path, last: .kept).file != nil {
                return .missingTarget(name: name, script: script, link: path, target: target)
            }
        }
        return nil
    }

    /// A path from the root: one without `/` in front begins in the working directory.
    private func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/") else { return path }
        let directory = command.workingDirectory
        return directory + (directory.hasSuffix("/") ? "" : "/") + path.trimmingPrefix("./")
    }

    /// Follows a program to its loader.
    private mutating func follow(loader path: String, of program: FileTree.File) {
        let lookUp = tree.lookUp(absolute(path))
        let content = lookUp.file?.binary.map { BinaryText.text(of: $0, names: rule.names) }
        chain.steps.append(
            StartChain.Step(role: .loader, path: path, file: lookUp.file, links: lookUp.links, content: content))
        switch lookUp.outcome {
        case .missing: return chain.fail(.missingLoader(program: program.path, loader: path))
        case .notDirectory(let part): return chain.fail(.notDirectory(path: path, at: part.path))
        case .loop(let link): return chain.fail(.linkLoop(path: link.path))
        case .tooLong: return chain.fail(.pathTooLong(path: path))
        case .found(let file):
            guard case .file(let binary) = file.kind else { return chain.fail(.directory(path: file.path)) }
            guard file.mode & 0o111 != 0 else {
                return chain.fail(.notExecutable(path: file.path, mode: file.mode))
            }
            guard let binary, let programBinary = program.binary else {
                return chain.warn(.program(path: file.path, .unread(.notRead(0..<file.size))))
            }
            judge(loader: binary, at: path, of: program.path, programBinary)
        }
    }

    private mutating func judge(loader: Binary, at path: String, of program: String, _ binary: Binary) {
        let expected = rule.names.targets(of: binary).first
        guard case .elf(let file) = loader.content, file.isLinked, let found = rule.names.targets(of: loader).first
        else {
            let fault = rule.binaries.judgement(of: loader, at: .started).fault ?? .unlinked
            return chain.fail(.brokenLoader(program: program, loader: path, fault, size: loader.size))
        }
        if let expected, found.architecture != expected.architecture || found.machine != expected.machine {
            let foundName = found.architecture ?? found.machine
            let expectedName = expected.architecture ?? expected.machine
            return chain.fail(
                .foreignLoader(program: program, loader: path, found: foundName, expected: expectedName))
        }
        let judgement = rule.binaries.judgement(of: loader, at: .started)
        guard let fault = judgement.fault else { return }
        if case .failure = judgement {
            chain.fail(.brokenLoader(program: program, loader: path, fault, size: loader.size))
        } else {
            chain.warn(.program(path: path, fault))
        }
    }
}

// MARK: - Windows

extension StartWalk {
    private static let extensions = ["", ".com", ".exe", ".bat", ".cmd"]

    /// Follows a program of Windows, as far as the image tells: what is not found may come from elsewhere.
    private mutating func runWindows(_ name: String) {
        // The whole command may stand in one word, and the program in quotes.
        let word = name.first == "\"" ? String(name.dropFirst().prefix { $0 != "\"" }) : name
        let candidates = [word] + word.indices.filter { word[$0] == " " }.map { String(word[..<$0]) }
        for candidate in candidates {
            for path in windowsPaths(candidate) {
                let lookUp = tree.lookUp(path)
                guard let file = lookUp.file, file.kind != .directory else { continue }
                let content = file.binary.map { BinaryText.text(of: $0, names: rule.names) }
                chain.steps.append(
                    StartChain.Step(
                        role: .program, path: candidate, file: file, links: lookUp.links, content: content))
                guard let binary = file.binary else { return }
                let judgement = rule.binaries.judgement(of: binary, at: .started)
                add(judgement) { .program(path: file.path, $0) }
                return
            }
        }
        chain.steps.append(StartChain.Step(role: .program, path: name, file: nil, links: [], content: nil))
        let isAbsolute = word.contains("\\") || word.contains("/")
        chain.warn(
            isAbsolute
                ? .missingFile(path: word, missing: word)
                : .notInSearchPath(name: word, directories: command.searchPath))
    }

    /// Where a program may be in the tree.
    private func windowsPaths(_ name: String) -> [String] {
        let plain = Self.withoutDrive(name)
        let isRooted = plain.hasPrefix("\\") || plain.hasPrefix("/")
        let working = Self.withoutDrive(command.workingDirectory)
        let directories =
            isRooted
            ? [""]
            : [working] + (plain.contains { $0 == "\\" || $0 == "/" } ? [] : command.searchPath.map(Self.withoutDrive))
        return directories.flatMap { directory in
            Self.extensions.map { "/Files/" + directory + "/" + plain + $0 }
        }
    }

    private static func withoutDrive(_ path: String) -> String {
        let characters = Array(path.prefix(2))
        return characters.count == 2 && characters[1] == ":" ? String(path.dropFirst(2)) : path
    }
}
