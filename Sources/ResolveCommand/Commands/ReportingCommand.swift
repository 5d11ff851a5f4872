import ArgumentParser
import CommandRendering
import ImageModel
import ImageResolver

/// A command that prints its results, its errors and the end by a signal as all others do.
protocol ReportingCommand: AsyncParsableCommand, Sendable {
    /// What the output options ask for.
    var mode: OutputMode { get }
    /// How progress is asked for.
    var progress: ProgressStyle.Choice { get }
    /// Whether the command fetches layers, and so has a progress worth bars.
    static var fetchesLayers: Bool { get }
    /// How the entries of a list that does not match are shown.
    static var offers: ErrorRendering.Offers { get }

    /// The command's own work.
    func perform(_ console: Console) async throws(ResolverError)
}

extension ReportingCommand {
    /// Whatever suits stderr.
    var progress: ProgressStyle.Choice { .auto }
    /// No layers.
    static var fetchesLayers: Bool { false }
    /// A line an entry.
    static var offers: ErrorRendering.Offers { .table }

    /// Does the work, tells how it ended, and throws the exit status unless that is 0.
    mutating func run() async throws {
        let status = await status()
        if status != .done { throw ExitCode(status.rawValue) }
    }

    /// Does the work, tells how it ended, and gives the exit status.
    func status() async -> ExitStatus {
        let surroundings = Terminal.surroundings(environment: Environment.snapshot())
        let style = ProgressStyle(
            progress, output: mode, fetchesLayers: Self.fetchesLayers, surroundings: surroundings)
        let console = Console(mode: mode, style: style)
        let ticker = console.ticker()
        let outcome = await SignalWatch.run { try await perform(console) }
        ticker?.stop()
        let failure = await console.finish()
        // A server ends well, but by a signal all the same.
        let signalled = outcome.signal.map { ExitStatus(signal: $0) }
        guard let error = Self.error(of: outcome) ?? failure?.resolverError else { return signalled ?? .done }
        Report.write(ErrorRendering(error, status: signalled), isStructured: console.isStructured, offers: Self.offers)
        return signalled ?? ExitStatus(error.kind)
    }

    /// What ended the command early, if anything did.
    private static func error(of outcome: SignalWatch.Outcome) -> ResolverError? {
        switch (outcome.result, outcome.signal) {
        case (.success, _): nil
        case (.failure, .some): ResolverError(.interrupted, "interrupted; run it again to resume", retryable: true)
        case (.failure(let error as ResolverError), nil): error
        case (.failure(let error), nil): ResolverError(.internal, "\(error)")
        }
    }
}
