import ArgumentParser
import CommandRendering
import ImageResolver

/// Options that every command of `az` takes and that have no meaning here.
struct AzureOptions: ParsableArguments, Sendable {
    @Option(name: .customLong("subscription"), help: .hidden)
    var subscription: String?

    @Option(name: [.customShort("g"), .customLong("resource-group")], help: .hidden)
    var resourceGroup: String?

    @Flag(name: .customLong("only-show-errors"), help: .hidden)
    var showsErrorsOnly = false

    @Flag(name: .customLong("debug"), help: .hidden)
    var isDebugging = false

    /// The names of those that are given.
    var given: [String] {
        [
            subscription.map { _ in "--subscription" }, resourceGroup.map { _ in "--resource-group" },
            showsErrorsOnly ? "--only-show-errors" : nil, isDebugging ? "--debug" : nil,
        ].compactMap(\.self)
    }

    /// Notes which of them, and of `others`, are ignored.
    func report(and others: [String] = [], on console: Console) {
        let names = given + others
        guard !names.isEmpty else { return }
        let list =
            names.count > 1 ? names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1] : names[0]
        console.report(.note("\(list) \(names.count > 1 ? "have" : "has") no effect here"))
    }
}
