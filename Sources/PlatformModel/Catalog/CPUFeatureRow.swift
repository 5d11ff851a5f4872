/// One place where a CPU feature shows: one row of `cpu-features.tsv`.
struct CPUFeatureRow: Hashable, Sendable {
    /// How the probe's answer shows the feature.
    enum Mark: Hashable, Sendable {
        /// By a bit of a register, or a number in a list of such.
        case bit(Int64)
        /// By a word among words.
        case word(String)
        /// Every word that has no row of its own is a feature of that name, in lower case.
        case everyOtherWord
    }

    /// The group of proofs in `levels.tsv` that asks for the feature.
    let proof: LevelProof.Source
    /// The key of the answer in a recording; `name[key]` is an entry of a table.
    let probe: String
    /// Rows of a later order count only where no row of an earlier one was answered.
    let order: Int
    /// How the answer shows the feature.
    let mark: Mark
    /// The feature, as `levels.tsv` spells it; empty for ``Mark/everyOtherWord``.
    let feature: String
    /// The features without which this one is of no use, such as registers that the system does not save.
    let needs: [String]
}

extension CPUFeatureRow: TableEntry {
    /// `cpu-features.tsv`.
    static var kind: TableKind { .cpuFeatures }

    /// The place where the feature shows: proof, probe, mark and feature.
    var key: String { "\(proof.rawValue) \(probe) \(markText) \(feature)" }

    private var markText: String {
        switch mark {
        case .bit(let number): "\(number)"
        case .word(let word): word
        case .everyOtherWord: "*"
        }
    }

    /// Reads one row, and refuses what it cannot mean.
    init(row: TableRow) throws(TableError) {
        let word = try row.text("proof")
        guard let proof = LevelProof.Source(rawValue: word) else {
            throw row.error(.malformed(word, expected: "a probe of levels.tsv"), in: "proof")
        }
        self.proof = proof
        probe = try row.text("probe")
        order = try row.number("order")
        let bit = try row.text("bit")
        if bit == "*" {
            mark = .everyOtherWord
        } else if let number = TableRow.number(in: bit) {
            mark = .bit(Int64(number))
        } else {
            mark = .word(bit)
        }
        feature = mark == .everyOtherWord ? "" : try row.text("feature")
        needs = row.words("needs")
    }
}
