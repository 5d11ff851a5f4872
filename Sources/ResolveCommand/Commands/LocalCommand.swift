import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

/// A command that asks nobody, and so is done before a signal could be of use: it runs on the thread it is called on.
protocol LocalCommand: ParsableCommand {
    /// What the output options ask for.
    var mode: OutputMode { get }

    /// The command's own work.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError)
}

extension LocalCommand {
    /// Does the work, tells how it ended, and throws the exit status unless that is 0.
    mutating func run() throws {
        var writer = ConsoleWriter(EventDisplay(.none, mode: mode))
        do throws(ResolverError) {
            try perform(&writer)
            if let failure = writer.failure { throw failure.resolverError }
        } catch {
            Report.write(ErrorRendering(error), isStructured: mode.isJSON, offers: .table)
            throw ExitCode(ExitStatus(error.kind).rawValue)
        }
    }
}
