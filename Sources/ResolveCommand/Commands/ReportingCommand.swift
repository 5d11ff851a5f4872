import ArgumentParser
import CommandRendering
import Dispatch
import ImageModel
import ImageResolver

/// A command that runs asynchronously, shows progress and can be interrupted.
protocol ReportingCommand: AsyncParsableCommand, Sendable {
    associatedtype Output: OutputFlags

    var output: Output { get }
    /// The value of `--progress`.
    var progress: ProgressStyle.Choice { get }
    /// Whether the command connects to a registry.
    static var connects: Bool { get }
    /// Whether the command transfers layers and therefore shows bars.
    static var fetchesLayers: Bool { get }
    /// How an error shows the entries of an index without a match.
    static var offers: ErrorRendering.Offers { get }

    /// Does the work of the command.
    func perform(_ console: Console) async throws(ResolverError)
}

extension ReportingCommand {
    /// The values of the output options.
    var mode: OutputMode { output.mode }
    /// The default of `--progress`, for commands without the option.
    var progress: ProgressStyle.Choice { .auto }
    /// By default, a command connects to a registry.
    static var connects: Bool { true }
    /// By default, a command transfers no layers.
    static var fetchesLayers: Bool { false }
    /// By default, one line per entry.
    static var offers: ErrorRendering.Offers { .table }

    /// Runs the command, and throws its exit status unless it is 0.
    mutating func run() async throws {
        let status = await status()
        if status != .done { throw ExitCode(status.rawValue) }
    }

    /// Runs the command, reports its error, and returns its exit status.
    func status() async -> ExitStatus {
        let surroundings = Terminal.surroundings(environment: Environment.snapshot())
        let style = ProgressStyle(
            progress, output: mode, fetchesLayers: Self.fetchesLayers, surroundings: surroundings)
        let console = Console(mode: mode, style: style)
        let updates = console.startUpdates()
        let outcome = await SignalWatch.run { try await perform(console) }
        updates?.cancel()
        // A credential that could not be read is a warning until the registry refuses the request without it.
        if let kind = Self.error(of: outcome)?.kind, [.credentials, .notFound, .partial].contains(kind) {
            console.explainFailure()
        }
        let failure = await console.finish()
        // A server that is stopped by a signal ends without an error, but with the status of the signal.
        let signalled = outcome.signal.map { ExitStatus(signal: $0) }
        guard let error = Self.error(of: outcome) ?? failure else { return signalled ?? .done }
        let typed = TypedCommand(Array(CommandLine.arguments.dropFirst()))
        ErrorRendering(error, status: signalled, typed: typed)
            .write(isStructured: console.isStructured, offers: Self.offers)
        return signalled ?? ExitStatus(error.kind)
    }

    private static func error(of outcome: SignalWatch.Outcome) -> ResolverError? {
        switch (outcome.result, outcome.signal) {
        case (.success, _): nil
        case (.failure, .some): ResolverError(.interrupted, "interrupted; run it again to resume", retryable: true)
        case (.failure(let error as ResolverError), nil): error
        case (.failure(let error), nil): ResolverError(.internal, "\(error)")
        }
    }
}

/// A command that uses no network. It runs on the calling thread, and ends before a signal would matter.
protocol LocalCommand: ParsableCommand {
    associatedtype Output: OutputFlags

    var output: Output { get }

    /// Does the work of the command.
    func perform(_ writer: inout ConsoleWriter) throws(ResolverError)
}

extension LocalCommand {
    /// The values of the output options.
    var mode: OutputMode { output.mode }

    /// Runs the command, reports its error, and throws its exit status unless it is 0.
    mutating func run() throws {
        var writer = ConsoleWriter(EventDisplay(.none, mode: mode))
        do throws(ResolverError) {
            try perform(&writer)
            if let failure = writer.failure { throw failure }
        } catch {
            ErrorRendering(error).write(isStructured: mode.isJSON)
            throw ExitCode(ExitStatus(error.kind).rawValue)
        }
    }
}
