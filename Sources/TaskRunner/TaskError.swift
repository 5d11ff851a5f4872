import ImageModel
import YAMLParsing

/// Why a task is refused, or why one of its steps failed.
package enum TaskError: Error, Hashable, Sendable {
    /// The task file, or a file that belongs to it, is not valid. Lines count from 1; 0 means the file as a whole.
    case file(line: Int, FileFault)
    /// A step builds an image, and no builder is available.
    case noBuilder(step: String)
    /// A step runs an image, and no container engine is available.
    case noEngine(step: String)
    /// Part of the run failed, with the exit status that it would have as a command of its own.
    case failed(status: Int32, String)
    /// The time limit of a step has passed.
    case timedOut(seconds: Int)
    /// The run was cancelled.
    case cancelled

    /// A fault on a line of the task file.
    init(_ line: Int, _ fault: FileFault) {
        self = .file(line: line, fault)
    }

    /// A failure with one of this program's own exit statuses.
    package static func failed(_ status: ExitStatus, _ sentence: String) -> TaskError {
        .failed(status: status.rawValue, sentence)
    }

    /// A file that the task names and that cannot be read.
    package static func unreadable(_ path: String, reason: String) -> TaskError {
        .file(line: 0, .file(path: path, reason: reason))
    }
}

/// What can be wrong with a task file.
package enum FileFault: Hashable, Sendable {
    /// The file is not YAML that this program reads. Columns count from 1; 0 means the line as a whole.
    case yaml(YAMLFault, column: Int)
    /// The file has no values.
    case empty
    /// The file is not UTF-8.
    case notUTF8
    /// The file has a character that this program uses itself.
    case privateCharacter
    /// A value has another kind than its property needs.
    case kind(key: String, found: String, wanted: String)
    /// Braces contain something that this program does not evaluate.
    case template(String)
    /// Braces are not closed on their line.
    case openBraces(String)
    /// A secret that the task does not declare.
    case undeclaredSecret(TaskVariable)
    /// A word of a command is an operator of a shell.
    case shellOperator(String)
    /// A variable has no value.
    case noValue(TaskVariable)
    /// The version is unknown.
    case version(String)
    /// The list of steps is missing or empty.
    case noSteps
    /// A step has none, or more than one, of the properties that say what it does.
    case action(count: Int, known: [String])
    /// The property that says what a step does is empty.
    case emptyAction(String)
    /// A property that this kind of step does not have.
    case property(String, kind: String)
    /// A number is malformed or negative.
    case number(key: String, text: String)
    /// A number is larger than `limit`.
    case largeNumber(key: String, text: String, limit: Int)
    /// A Boolean is neither true nor false.
    case flag(key: String, text: String)
    /// The id of a step has other characters than tags may have.
    case stepID(String)
    /// An entry of `env` without an equals sign.
    case environment(String)
    /// The order of the steps is not valid.
    case order(String)
    /// The name of an alias has other characters than letters and digits.
    case aliasName(String)
    /// The text of an alias is too long.
    case aliasLength(String, limit: Int)
    /// The aliases in one string expand to too many parts.
    case aliasCount(limit: Int)
    /// `alias.src` is a URL.
    case aliasURL(String)
    /// A file that the task names cannot be used.
    case file(path: String, reason: String)
    /// A command has an opening quote without a closing one.
    case unclosedQuote
    /// A network, volume, mount or secret has no name.
    case nameless(key: String)
    /// A mount names a volume that the task does not have.
    case unknownVolume(String)
    /// The content of a file is not base64.
    case base64(volume: String, file: String)
    /// The last word of a command is an option that needs a value.
    case optionWithoutValue(String)
    /// A `docker manifest` command has an unknown verb or wrong arguments.
    case manifestCommand(String)
    /// A `docker` command on images has another number of names than it needs.
    case imageNames(command: String, count: Int, wanted: Int)
    /// A build for several platforms at once.
    case severalPlatforms(String)
    /// The value of `--platform` is not valid.
    case platform(String)
}

extension TaskError: CustomStringConvertible {
    /// One sentence, after the line if there is one.
    package var description: String { line > 0 ? "line \(line): \(sentence)" : sentence }

    /// The line of the file, from 1; 0 if no line is meant.
    package var line: Int {
        if case .file(let line, _) = self { line } else { 0 }
    }

    /// What is wrong, without the line.
    package var sentence: String {
        switch self {
        case .file(_, let fault): fault.sentence
        case .noBuilder(let step):
            "step \(step) builds an image, but none of buildah, docker buildx and podman is available"
        case .noEngine(let step): "step \(step) runs an image, but neither podman nor docker is available"
        case .failed(_, let sentence): sentence
        case .timedOut(let seconds): "it ran longer than \(seconds) s"
        case .cancelled: "it was cancelled"
        }
    }
}

extension FileFault {
    fileprivate var sentence: String {
        switch self {
        case .yaml(let fault, _): fault.description
        case .empty: "the file is empty"
        case .notUTF8: "the file is not UTF-8"
        case .privateCharacter: "a character from Unicode's private use area is not allowed"
        case .kind(let key, let found, let wanted): "'\(key)' is \(found), not \(wanted)"
        case .template(let text) where TaskExpression.isPath(text):
            "'{{\(text)}}' is not a variable; variables are {{.Run.…}}, {{.Values.…}} and {{.Secrets.…}}"
        case .template(let text):
            "'{{\(text)}}' is template syntax that is not supported; a variable can only be followed by '| b64enc'"
        case .openBraces(let text): "the braces of '\(text)' are not closed on the same line"
        case .undeclaredSecret(let variable): "'\(variable.spelling)' is not declared in 'secrets'"
        case .shellOperator(let text):
            "'\(text)' is an operator of a shell, and no shell runs the words of a step"
        case .noValue(let variable): "'\(variable.spelling)' has no value: \(variable.source)"
        case .version(let text): "version '\(text)' is none of v1.0.0, v1.1.0 and 1.0-preview-1"
        case .noSteps: "the task has no list of steps"
        case .action(let count, let known):
            "a step needs exactly one of \(Self.list(known)); this one has \(count == 0 ? "none" : "\(count)")"
        case .emptyAction(let kind): "'\(kind)' is empty"
        case .property(let name, let kind): "'\(name)' is not a property of a \(kind) step"
        case .number(let key, let text): "'\(key)' is '\(text)', not a whole number of 0 or more"
        case .largeNumber(let key, let text, let limit):
            "'\(key)' is '\(text)', which is too large; the maximum is \(limit)"
        case .flag(let key, let text): "'\(key)' is '\(text)', neither true nor false"
        case .stepID(let text): "the id '\(text)' may contain only letters, digits, '_', '-' and '.'"
        case .environment(let text): "'\(text)' in 'env' is not of the form name=value"
        case .order(let sentence), .platform(let sentence): sentence
        case .aliasName(let name): "the alias '\(name)' may contain only letters and digits"
        case .aliasLength(let name, let limit): "the alias '\(name)' has more than \(limit) bytes"
        case .aliasCount(let limit): "the aliases in one value expand to more than \(limit) parts"
        case .aliasURL(let text): "'\(text)' in 'alias.src' is a URL; only local files are supported"
        case .file(let path, let reason): "\(path): \(reason)"
        case .unclosedQuote: "a quote is not closed"
        case .nameless(let key): "an entry of '\(key)' has no name"
        case .unknownVolume(let name): "there is no volume '\(name)'"
        case .base64(let volume, let file): "the file '\(file)' of the volume '\(volume)' is not valid base64"
        case .optionWithoutValue(let name): "'\(name)' has no value"
        case .manifestCommand(let text): "'docker manifest \(text)' is not supported"
        case .imageNames(let command, let count, let wanted):
            "'docker \(command)' takes \(wanted == 1 ? "one image name" : "two image names"), not \(count)"
        case .severalPlatforms(let text):
            "'--platform \(text)' requests several images at once; write a build step for each platform"
        }
    }

    private static func list(_ names: [String]) -> String {
        names.dropLast().joined(separator: ", ") + (names.count > 1 ? " and " : "") + (names.last ?? "")
    }
}

extension TaskVariable {
    /// How the user gives the variable a value.
    fileprivate var source: String {
        switch self {
        case .run(.registry), .run(.registryName): "use --registry"
        case .run(.commit), .run(.branch): "the context is not a git checkout"
        case .run: "it is not known on this machine"
        case .value(let name): "use --set \(name)=… or --values"
        case .secret(let id): "use --secret \(id)=env:NAME or --secret \(id)=file:PATH, or set the variable \(id)"
        }
    }
}
