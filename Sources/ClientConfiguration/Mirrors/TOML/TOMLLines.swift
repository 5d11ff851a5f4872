/// Where each name of a TOML file stands, and which comes first.
struct TOMLLines: Hashable, Sendable {
    private var lines: [[String]: Int] = [:]
    private var ranks: [[String]: Int] = [:]

    /// Follows the statements of a file; `keys` parts a written name.
    ///
    /// In a path, the tables of a list are numbered from 0.
    init(_ statements: [TOMLStatement], keys: (String) -> [String]) {
        var counts: [[String]: Int] = [:]
        var table: [String] = []
        for statement in statements {
            var path = statement.kind == .value ? table : []
            let parts = keys(statement.key)
            for (index, part) in parts.enumerated() {
                path.append(part)
                let isNew = statement.kind == .element && index == parts.count - 1
                if isNew { counts[path, default: 0] += 1 }
                note(path, statement.line)
                if let count = counts[path] { path.append(String(count - 1)) }
            }
            note(path, statement.line)
            if statement.kind != .value { table = path }
        }
    }

    private mutating func note(_ path: [String], _ line: Int) {
        guard lines[path] == nil else { return }
        lines[path] = line
        ranks[path] = ranks.count
    }

    /// The line of `path`, or of the nearest table around it that has one.
    func line(of path: [String]) -> Int? {
        var path = path
        while !path.isEmpty {
            if let line = lines[path] { return line }
            path.removeLast()
        }
        return nil
    }

    /// `keys`, which stand in the table at `path`, in the order of the file.
    ///
    /// Those within braces on one line have no statement of their own: they come last, in alphabetical order.
    func ordered(_ keys: some Sequence<String>, in path: [String]) -> [String] {
        keys.sorted { first, second in
            let ranks = (ranks[path + [first]] ?? .max, ranks[path + [second]] ?? .max)
            return ranks.0 == ranks.1 ? first < second : ranks.0 < ranks.1
        }
    }
}
