import ArgumentParser
import CommandRendering
import ImageResolver

/// The options for what a repository holds, and how it is asked.
struct ListingOptions: ParsableArguments, Sendable {
    /// The order.
    @Option(help: .value("order", "Order by the time of creation: time_asc or time_desc."))
    var orderby: ListingOrder?

    /// How many.
    @Option(help: .value("count", "Show so many at most."))
    var top: Int?

    /// Connections and transfers.
    @OptionGroup
    var registry: RegistryOptions

    /// How results are printed.
    @OptionGroup(title: "Output")
    var output: OutputOptions

    /// Refuses numbers that mean nothing.
    func validate() throws {
        if let top, top < 1 { throw ValidationError("--top \(top) is not above 0") }
    }

    /// Lists what `repository` holds.
    func list(_ repository: String, on console: Console) async throws(ResolverError) {
        let listing = try await Resolver(options: registry.resolverOptions(), events: console.report).listing(
            of: repository)
        let rendering = ListingRendering(listing.arranged(by: orderby, first: top))
        guard !console.mode.isJSON else { return console.print([rendering.json.pretty]) }
        console.print(Terminal.outputWidth().map(rendering.lines(width:)) ?? rendering.lines)
    }
}

extension ListingOrder: ExpressibleByArgument {}
