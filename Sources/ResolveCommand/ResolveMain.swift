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
        let message = arguments.filter { UserInformation(in: $0) != nil }.reduce(
            lowercased(Resolve.message(for: error))
        ) {
            $0.replacing($1, with: UserInformation.hidden(in: $1))
        }
        let isUsage = code == .validationFailure
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

    /// What to write instead of the option that the parser calls unknown.
    private static func answer(to message: String, of arguments: [String]) -> String? {
        guard message.hasPrefix("unknown option '"), let command = arguments.first else { return nil }
        let option = message.dropFirst("unknown option '".count).prefix { $0 != "'" }
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
