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
        StartUp.begin(CommandLine.arguments)
        // A reader that goes away is noticed by the next write instead.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try Resolve.parseAsRoot()
            guard let reporting = command as? any ReportingCommand else { return try command.run() }
            StartUp.run(reporting)
        } catch {
            StartUp.end(status(of: error, arguments: CommandLine.arguments))
        }
    }

    /// Prints what `error` stands for, which may also be help or the version, and returns the exit status.
    private static func status(of error: any Error, arguments: [String]) -> Int32 {
        let code = Resolve.exitCode(for: error)
        guard !(error is ExitCode) else { return code.rawValue }
        guard !code.isSuccess else { return show(Resolve.fullMessage(for: error)) }
        let message = lowercased(Resolve.message(for: error))
        let isUsage = code == .validationFailure
        let usage = ResolverError(isUsage ? .usage : .internal, message)
        let isStructured = arguments.prefix { $0 != "--" }.contains("--json")
        ErrorRendering(usage).write(isStructured: isStructured)
        if isUsage && !isStructured { showUsage(for: error) }
        return ExitStatus(usage.kind).rawValue
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
