import ImageModel
import RegistryProtocol

/// The tables of registries.conf and of the files laid over it.
package struct RegistryRules: Hashable, Sendable {
    /// The tables, no two of them for the same prefix.
    package private(set) var rules: [RegistryRule] = []

    /// No tables.
    package init() {}

    /// Lays the tables of one more file over those that are there: one with the same prefix is replaced.
    ///
    /// Of tables with the same prefix in one file, the first counts.
    package mutating func add(_ file: [RegistryRule]) {
        var seen: Set<RulePrefix> = []
        let new = file.filter { seen.insert($0.prefix).inserted }
        rules = rules.filter { !seen.contains($0.prefix) } + new
    }

    /// The table for an image: the one with the longest prefix.
    package func rule(for image: Reference) -> RegistryRule? {
        var longest: RegistryRule?
        for rule in rules where rule.prefix.remainder(of: image) != nil {
            let length = longest?.prefix.description.utf8.count ?? 0
            if rule.prefix.description.utf8.count > length { longest = rule }
        }
        return longest
    }
}
