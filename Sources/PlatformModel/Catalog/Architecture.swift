/// An instruction set: one row of `architectures.tsv`.
package struct Architecture: Hashable, Sendable {
    /// Another name of an architecture, which may stand for a CPU level too.
    package struct Alias: Hashable, Sendable {
        /// The other name, in lower case.
        package let name: String
        /// The level that the name implies, such as `v7` for `armhf`.
        package let variant: String?
    }

    /// When the level that an empty variant means is written out.
    package enum BaselineSpelling: Hashable, Sendable {
        /// Never: the name alone is the only spelling (`amd64`, not `amd64/v1`).
        case never
        /// A specifier keeps it, the normal form leaves it out (`arm64/v8`).
        case whenGiven
        /// The normal form always names it (`arm/v7`).
        case always
    }

    /// What runs on a host whose level is not known.
    package enum UnprovedLevel: Hashable, Sendable {
        /// The baseline does: every CPU of this architecture has it.
        case baseline
        /// Nothing but an entry of exactly the host's own spelling: CPUs below the baseline are in use.
        case exactOnly
    }

    /// The name in image indexes, which is Go's `GOARCH`.
    package let name: String
    /// The other names that mean this architecture.
    package let aliases: [Alias]
    /// The width of an address: 32 or 64.
    package let bits: Int
    /// How ELF files of this architecture are marked, if there are any.
    package let elf: ELFMark?
    /// The machine number in PE files, if there is one.
    package let peMachine: Int?
    /// The level that an empty variant means, if the architecture has levels.
    package let baseline: String?
    /// When ``baseline`` is written out.
    package let baselineSpelling: BaselineSpelling
    /// What runs on a host whose level is not known.
    package let unprovedLevel: UnprovedLevel
}

extension Architecture: TableEntry {
    /// `architectures.tsv`.
    static var kind: TableKind { .architectures }

    /// The name.
    var key: String { name }

    /// Reads one row of the table.
    init(row: TableRow) throws(TableError) {
        name = try row.text("name")
        aliases = row.words("aliases").map { word in
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            return Alias(name: parts.first ?? word, variant: parts.count > 1 ? parts[1] : nil)
        }
        bits = try row.choice("bits", ["32": 32, "64": 64])
        elf = try ELFMark(row: row)
        peMachine = row.optional("pe") == nil ? nil : try row.number("pe")
        baseline = row.optional("baseline")
        baselineSpelling = try row.choice(
            "baseline written", ["-": .whenGiven, "never": .never, "when given": .whenGiven, "always": .always])
        unprovedLevel = try row.choice("unproved", ["-": .baseline, "baseline": .baseline, "exact": .exactOnly])
    }
}
