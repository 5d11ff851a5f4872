import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

/// How the program ends when a command line asked for no command, or for none that there is.
enum Ending {
    /// Prints what `error` stands for, help and version included, and gives the exit status.
    static func status(of error: any Error, arguments: [String]) -> Int32 {
        let code = Resolve.exitCode(for: error)
        guard !(error is ExitCode) else { return code.rawValue }
        guard !code.isSuccess else { return show(Resolve.fullMessage(for: error)) }
        let message = lowercased(Resolve.message(for: error))
        let isUsage = code == .validationFailure
        let usage = ResolverError(isUsage ? .usage : .internal, message)
        let isStructured = arguments.prefix { $0 != "--" }.contains("--json")
        Report.write(ErrorRendering(usage), isStructured: isStructured, offers: .table)
        if isUsage && !isStructured { explain(error) }
        return ExitStatus(usage.kind).rawValue
    }

    /// Prints help, the version or a completion script.
    private static func show(_ text: String) -> Int32 {
        do throws(StreamError) {
            try StandardStream.output.write(text + "\n")
            return ExitStatus.done.rawValue
        } catch {
            Report.write(ErrorRendering(error.resolverError), isStructured: false, offers: .table)
            return ExitStatus.disk.rawValue
        }
    }

    /// Prints the usage that belongs to a usage error: all that its full message has below the sentence.
    private static func explain(_ error: any Error) {
        let message = Resolve.message(for: error)
        let full = Resolve.fullMessage(for: error)
        guard let start = full.firstRange(of: message)?.upperBound else { return }
        let usage = full[start...].drop { $0 == "\n" }
        try? StandardStream.error.write(usage + "\n")
    }

    /// A sentence as errors begin: without a capital, unless a name stands there.
    private static func lowercased(_ sentence: String) -> String {
        guard let first = sentence.first, sentence.dropFirst().first?.isLowercase == true else { return sentence }
        return first.lowercased() + sentence.dropFirst()
    }
}
