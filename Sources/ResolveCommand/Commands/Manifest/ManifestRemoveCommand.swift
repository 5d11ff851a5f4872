import ArgumentParser
import CommandRendering
import ImageResolver

/// `resolve manifest rm`.
struct ManifestRemoveCommand: ReportingCommand {
    /// Its name and its help.
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove lists from this machine; the registry keeps what was pushed.")

    /// The lists.
    @Argument(help: .value("list", "The lists, each as [registry/]repository[:tag]."))
    var lists: [String]

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: LocalOutputOptions

    /// What the output options ask for.
    var mode: OutputMode { output.mode }

    /// Removes every list that there is; the end is that of the one that is not there, or partial.
    func perform(_ console: Console) async throws(ResolverError) {
        var options = ResolverOptions()
        options.environment = Environment.snapshot()
        let resolver = Resolver(options: options, events: console.report)
        var failures = 0
        for list in lists {
            do throws(ResolverError) {
                try await resolver.removeList(list)
            } catch {
                guard lists.count > 1, error.kind != .interrupted else { throw error }
                failures += 1
                console.print(error)
            }
        }
        guard failures > 0 else { return }
        throw ResolverError(.partial, "\(failures) of \(Quantity.count(lists.count, "list")) could not be removed")
    }
}
