/// The CPU levels by architecture, their spellings, and the walk down from each.
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

    /// The levels of an architecture, in the order of their table.
    func levels(of architecture: String) -> [CPULevel] {
        levels[architecture] ?? []
    }

    /// The canonical name of a level, or `nil` when the table does not know the spelling.
    func canonical(_ spelling: String, of architecture: String) -> String? {
        if let known = spellings[architecture]?[spelling] { return known }
        guard let numbered = numbered(spelling, of: architecture) else { return nil }
        return numbered.prefix + String(numbered.number)
    }

    /// A level and all that it steps down to, the preferred first: no level stands before one that steps down to it.
    ///
    /// Empty for a level that the table does not know.
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

    /// Splits a level such as `v12` where the table has a row for every further number.
    private func numbered(_ spelling: String, of architecture: String) -> (prefix: String, number: Int)? {
        guard let prefix = levels[architecture]?.lazy.compactMap(\.numberedPrefix).first else { return nil }
        let digits = spelling.hasPrefix(prefix) ? spelling.dropFirst(prefix.count) : spelling[...]
        guard (1...4).contains(digits.utf8.count), digits.utf8.first != UInt8(ascii: "0"),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits)
        else { return nil }
        return (prefix, number)
    }
}
