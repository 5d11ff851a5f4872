extension TaskProblem {
    /// What is wrong, without the line.
    package var sentence: String {
        switch reason {
        case .yaml(let problem): problem.sentence
        case .notUTF8: "the file is not UTF-8"
        case .privateCharacter: "a character of Unicode's private use area stands there"
        case .kind(let key, let found, let wanted): "'\(key)' is \(found), not \(wanted)"
        case .unknownVariable(let text):
            "'\(text)' is no variable: there are {{.Run.…}}, {{.Values.…}} and {{.Secrets.…}}"
        case .noValue(let variable): "'\(variable.spelling)' has no value: \(Self.source(of: variable))"
        case .version(let text): "version '\(text)' is neither v1.0.0 nor v1.1.0"
        case .noSteps: "there is no list of steps"
        case .action(0): "a step has one of build, push and cmd; this one has none"
        case .action(let count): "a step has one of build, push and cmd; this one has \(count)"
        case .emptyAction(let kind): "'\(kind)' is empty"
        case .property(let name, let kind): "'\(name)' is no property of a \(kind) step"
        case .number(let key, let text): "'\(key)' is '\(text)', not a whole number from 0 on"
        case .flag(let key, let text): "'\(key)' is '\(text)', neither true nor false"
        case .stepID(let text): "the id '\(text)' is no word of letters, digits, '_', '-' and '.'"
        case .environment(let text): "'\(text)' in 'env' is not of the form name=value"
        default: furtherSentence
        }
    }

    private var furtherSentence: String {
        switch reason {
        case .aliasName(let name): "the alias '\(name)' is not made of letters and digits"
        case .aliasLength(let name, let limit): "the alias '\(name)' has more than \(limit) bytes"
        case .aliasCount(let limit): "a text is made of more than \(limit) pieces"
        case .aliasURL(let text): "'\(text)' in 'alias.src' is not on this machine: files only"
        case .file(let path, let reason): "\(path): \(reason)"
        case .unclosedQuote: "a quote is not closed"
        case .nameless(let key): "an entry of '\(key)' has no name"
        case .unknownVolume(let name): "there is no volume '\(name)'"
        case .base64(let volume, let file): "the file '\(file)' of the volume '\(volume)' is no base64"
        case .optionWithoutValue(let name): "'\(name)' has no value"
        case .manifestCommand(let text): "'docker manifest \(text)' is not understood"
        case .order(let sentence), .platform(let sentence): sentence
        case .severalPlatforms(let text):
            "'--platform \(text)' asks for several images at once: write a build step for each platform"
        default: "it is not understood"
        }
    }

    private static func source(of variable: TaskVariable) -> String {
        switch variable {
        case .run(.registry), .run(.registryName): "give --registry"
        case .run(.commit), .run(.branch): "the context is no git checkout"
        case .run: "this machine does not tell"
        case .value(let name): "give --set \(name)=… or --values"
        case .secret(let id): "give --secret \(id)=env:NAME or --secret \(id)=file:PATH, or set the variable \(id)"
        }
    }
}
