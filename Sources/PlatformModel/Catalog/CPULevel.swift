/// A CPU level of an architecture: one row of `levels.tsv`.
package struct CPULevel: Hashable, Sendable {
    /// The architecture, by name.
    package let architecture: String
    /// The level's canonical spelling, such as `v8.1`.
    package let name: String
    /// Other spellings of the level.
    package let spellings: [String]
    /// The next lower levels that a CPU of this level runs, preferred first.
    package let stepsDown: [String]
    /// The evidence that proves the level on a host.
    package let proof: LevelProof

    /// The letters before the number if the row covers all further numbers (`vN`); otherwise `nil`.
    package var numberedPrefix: String? {
        name.hasSuffix("N") ? String(name.dropLast()) : nil
    }
}

extension CPULevel: TableEntry {
    static var kind: TableKind { .levels }

    var key: String { "\(architecture)/\(name)" }

    init(row: TableRow) throws(TableError) {
        architecture = try row.text("architecture")
        name = try row.text("level")
        spellings = row.words("spellings")
        stepsDown = row.words("steps down to")
        proof = try LevelProof(row: row)
    }
}

/// The evidence that proves a CPU level, by the group of probes that shows it.
///
/// A group of features (`cpuflags`, `isa`, `feat`, and `hwcap` with `hwcap2`) needs every name in it. A group of names
/// (`platform`, `uname`, `cpuinfo`) needs one, which states the level directly.
package struct LevelProof: Hashable, Sendable {
    /// A group of probes.
    package enum Source: String, Hashable, Sendable, CaseIterable {
        /// CPUID, or the flags of /proc/cpuinfo if CPUID was not probed.
        case cpuflags
        /// AT_HWCAP, with the names that /proc/cpuinfo uses.
        case hwcap
        /// AT_HWCAP2, with the names that /proc/cpuinfo uses.
        case hwcap2
        /// Extensions from riscv_hwprobe(2), or the `isa` line of /proc/cpuinfo.
        case isa
        /// The sysctls `hw.optional.arm.FEAT_…` of macOS, without that prefix.
        case feat
        /// AT_PLATFORM.
        case platform
        /// The machine reported by uname(2).
        case uname
        /// The `CPU architecture` line of /proc/cpuinfo.
        case cpuinfo
    }

    /// The names required from each group.
    package let names: [Source: [String]]

    /// Whether no probe proves the level, which is then known only from users and images.
    package var isEmpty: Bool { names.isEmpty }

    /// Reads groups separated by `;`, such as `hwcap:sb ssbs;hwcap2:flagm2 frint`.
    init(row: TableRow) throws(TableError) {
        var names: [Source: [String]] = [:]
        let cell = row.optional("proof") ?? ""
        for group in cell.split(separator: ";") {
            let parts = group.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let source = Source(rawValue: String(parts[0])), names[source] == nil else {
                throw row.error(.malformed(String(group), expected: "probe:names, each probe once"), in: "proof")
            }
            names[source] = parts[1].split(separator: " ").map(String.init)
        }
        self.names = names
    }
}

/// A probe that shows a CPU feature: one row of `cpu-features.tsv`.
struct CPUFeatureRow: Hashable, Sendable {
    /// How the probe's value shows the feature.
    enum Mark: Hashable, Sendable {
        /// A bit of a register, or a number in a list of numbers.
        case bit(Int64)
        /// A word in a list of words.
        case word(String)
        /// Every word without a row of its own is a feature of that name, in lower case.
        case everyOtherWord
    }

    /// The group of proofs in `levels.tsv` that refers to the feature.
    let proof: LevelProof.Source
    /// The key of the value in a recording; `name[key]` is an entry of a table.
    let probe: String
    /// Rows of a higher order count only if no row of a lower order was answered.
    let order: Int
    /// How the probe's value shows the feature.
    let mark: Mark
    /// The feature, as `levels.tsv` spells it; empty for ``Mark/everyOtherWord``.
    let feature: String
    /// The features without which this one is unusable, such as registers that the system does not save.
    let needs: [String]
}

extension CPUFeatureRow: TableEntry {
    static var kind: TableKind { .cpuFeatures }

    /// The proof, the probe, the mark and the feature.
    var key: String { "\(proof.rawValue) \(probe) \(markText) \(feature)" }

    private var markText: String {
        switch mark {
        case .bit(let number): "\(number)"
        case .word(let word): word
        case .everyOtherWord: "*"
        }
    }

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

/// The CPU levels of each architecture, their spellings, and the steps down from each.
struct LevelIndex: Sendable {
    private var levels: [String: [CPULevel]] = [:]
    private var spellings: [String: [String: String]] = [:]

    /// Indexes the rows of `levels.tsv`.
    init(_ rows: [CPULevel]) {
        for row in rows {
            levels[row.architecture, default: []].append(row)
            guard row.numberedPrefix == nil else { continue }
            for spelling in [row.name] + row.spellings {
                spellings[row.architecture, default: [:]][spelling] = row.name
            }
        }
    }

    /// The levels of an architecture, in table order.
    func levels(of architecture: String) -> [CPULevel] {
        levels[architecture] ?? []
    }

    /// The canonical name of a level; `nil` for an unknown spelling.
    func canonical(_ spelling: String, of architecture: String) -> String? {
        if let known = spellings[architecture]?[spelling] { return known }
        guard let numbered = numbered(spelling, of: architecture) else { return nil }
        return numbered.prefix + String(numbered.number)
    }

    /// A level and all levels below it, preferred first; no level comes before one that steps down to it.
    ///
    /// Empty for an unknown level.
    func walk(from level: String, of architecture: String) -> [String] {
        guard let top = canonical(level, of: architecture) else { return [] }
        var walked: [String] = []
        var visited: Set<String> = []
        var open: [(level: String, isDone: Bool)] = [(top, false)]
        while let next = open.popLast() {
            if next.isDone {
                walked.append(next.level)
            } else if visited.insert(next.level).inserted {
                open.append((next.level, true))
                open += steps(from: next.level, of: architecture).map { ($0, false) }
            }
        }
        return walked.reversed()
    }

    private func steps(from level: String, of architecture: String) -> [String] {
        if let row = levels[architecture]?.first(where: { $0.name == level }) { return row.stepsDown }
        guard let numbered = numbered(level, of: architecture), numbered.number > 1 else { return [] }
        return [numbered.prefix + String(numbered.number - 1)]
    }

    /// Splits a level such as `v12` if the table has a row for all further numbers.
    private func numbered(_ spelling: String, of architecture: String) -> (prefix: String, number: Int)? {
        guard let prefix = levels[architecture]?.lazy.compactMap(\.numberedPrefix).first else { return nil }
        let digits = spelling.hasPrefix(prefix) ? spelling.dropFirst(prefix.count) : spelling[...]
        guard (1...4).contains(digits.utf8.count), digits.utf8.first != UInt8(ascii: "0"),
            digits.utf8.allSatisfy(\.isDigit), let number = Int(digits)
        else { return nil }
        return (prefix, number)
    }
}
