import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The entry point of the program.
@main
enum ResolveMain {
    /// Parses the command line, runs the command, and ends with its exit status.
    static func main() {
        StandardStream.reserveDescriptors()
        var arguments = Array(CommandLine.arguments.dropFirst())
        switch CommandWords(arguments, in: Resolve.tree) {
        case .ordinary: StartUp.begin(CommandLine.arguments)
        case .help(let words): arguments = ["help"] + words
        case .refused(let error): StartUp.end(report(error, arguments: arguments))
        }
        if CommandOptions.mayGiveFlagValues(arguments), let options = options(of: arguments) {
            arguments = options.withoutFlagValues(arguments)
        }
        if CommandOptions.mayGiveNegativeValues(arguments), let options = options(of: arguments) {
            arguments = options.joiningNegativeValues(arguments)
        }
        // A reader that goes away is noticed by the next write instead.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try Resolve.parseAsRoot(arguments)
            guard let reporting = command as? any ReportingCommand else { return try command.run() }
            StartUp.run(reporting)
        } catch {
            StartUp.end(status(of: error, arguments: arguments))
        }
    }

    /// Prints what `error` stands for, which may also be help or the version, and returns the exit status.
    private static func status(of error: any Error, arguments: [String]) -> Int32 {
        let code = Resolve.exitCode(for: error)
        guard !(error is ExitCode) else { return code.rawValue }
        guard !code.isSuccess else { return show(HelpText.arranged(Resolve.fullMessage(for: error))) }
        // The parser quotes arguments, and one of them may have a password.
        let sentence = arguments.filter { UserInformation(in: $0) != nil }.reduce(
            lowercased(Resolve.message(for: error))
        ) {
            $0.replacing($1, with: UserInformation.hidden(in: $1))
        }
        let isUsage = code == .validationFailure
        let message = isUsage ? flagValue(sentence) ?? unknownOption(sentence, arguments) : sentence
        let status = report(
            ResolverError(
                isUsage ? .usage : .internal, message, hint: isUsage ? answer(to: message, of: arguments) : nil),
            arguments: arguments)
        if isUsage && !isStructured(arguments) { showUsage(for: error) }
        return status
    }

    /// Prints an error of the command line, and returns the exit status.
    private static func report(_ error: ResolverError, arguments: [String]) -> Int32 {
        ErrorRendering(error).write(isStructured: isStructured(arguments))
        return ExitStatus(error.kind).rawValue
    }

    private static func isStructured(_ arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains("--json")
    }

    /// The options of the command in `arguments`.
    private static func options(of arguments: [String]) -> CommandOptions? {
        CommandOptions(description: StartUp.command(of: arguments)._dumpHelp())
    }

    /// A sentence about an unknown option. The parser takes the value of such an option for an argument, and may report an
    /// argument too many or too few instead.
    private static func unknownOption(_ sentence: String, _ arguments: [String]) -> String {
        guard !sentence.hasPrefix(unknownOptionStart) else {
            return sentence.replacing("'. Did you mean '", with: "'; did you mean '")
        }
        guard let found = options(of: arguments)?.unknown(in: arguments) else { return sentence }
        return "\(unknownOptionStart)\(Shown.text(found.option))'"
            + (found.near.map { "; did you mean '\($0)'?" } ?? "")
    }

    /// A sentence about a flag with another value than those that ``CommandOptions`` reads; `nil` if `sentence` is another.
    private static func flagValue(_ sentence: String) -> String? {
        let form = /the option '(.+?)' does not take any value, but '(.*)' was specified\.?/
        guard let match = sentence.wholeMatch(of: form)
        else { return nil }
        return "the value of '\(match.1)' is true or false, not '\(match.2)'"
    }

    /// What the parser's sentence about an unknown option begins with.
    private static let unknownOptionStart = "unknown option '"

    /// What to write instead of the option that the parser calls unknown.
    private static func answer(to message: String, of arguments: [String]) -> String? {
        guard message.hasPrefix(unknownOptionStart), let command = arguments.first else { return nil }
        let option = message.dropFirst(unknownOptionStart.count).prefix { $0 != "'" }
        return ForeignOptions.answer(to: String(option), of: command)
    }

    /// Prints help, the version or a completion script.
    private static func show(_ text: String) -> Int32 {
        do throws(ResolverError) {
            try StandardStream.output.write(text + "\n")
            return ExitStatus.done.rawValue
        } catch {
            ErrorRendering(error).write(isStructured: false)
            return ExitStatus(error.kind).rawValue
        }
    }

    /// Prints the usage lines for a usage error: the part of the full message below the sentence.
    private static func showUsage(for error: any Error) {
        let message = Resolve.message(for: error)
        let full = Resolve.fullMessage(for: error)
        guard let start = full.firstRange(of: message)?.upperBound else { return }
        let usage = full[start...].drop { $0 == "\n" }
        try? StandardStream.error.write(usage + "\n")
    }

    /// A sentence without its initial capital, unless the first word is a name.
    private static func lowercased(_ sentence: String) -> String {
        guard let first = sentence.first, sentence.dropFirst().first?.isLowercase == true else { return sentence }
        return first.lowercased() + sentence.dropFirst()
    }
}
