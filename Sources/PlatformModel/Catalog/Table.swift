/// The tables of platform data, by file name.
enum TableKind: String, CaseIterable, Sendable {
    case architectures = "architectures.tsv"
    case levels = "levels.tsv"
    case siblings = "siblings.tsv"
    case operatingSystems = "operating-systems.tsv"
    case windowsBuilds = "windows-builds.tsv"
    case emulators = "emulators.tsv"
    case notImages = "not-images.tsv"
    case cpuFeatures = "cpu-features.tsv"
    case hosts = "hosts.tsv"
    case clientNames = "client-names.tsv"
    case binaryMachines = "binary-machines.tsv"
    case featureNames = "feature-names.tsv"
    case startErrors = "start-errors.tsv"

    /// The columns that the header must name.
    var required: [String] {
        switch self {
        case .architectures: return ["name", "aliases", "bits", "elf", "pe", "source"]
        case .levels: return ["architecture", "level", "spellings", "steps down to", "proof", "source"]
        case .siblings: return ["architecture", "sibling", "levels", "probes", "never on", "source"]
        case .operatingSystems: return ["name", "aliases", "guests", "version", "source"]
        case .windowsBuilds:
            return ["build", "name", "product", "process min", "process max", "hyperv min", "revision", "source"]
        case .emulators: return ["handler", "architecture", "source"]
        case .notImages: return ["kind", "value", "word", "source"]
        case .cpuFeatures: return ["proof", "probe", "order", "bit", "feature", "needs", "source"]
        case .hosts: return ["name", "facts", "source"]
        case .clientNames:
            return ["library", "architecture", "spellings", "variants", "ladder", "detected by", "source"]
        case .binaryMachines: return ["field", "of", "value", "architecture", "level", "word", "finding", "source"]
        case .featureNames: return ["name", "proof", "feature", "source"]
        case .startErrors: return ["program", "words", "causes", "source"]
        }
    }

    /// The columns that the header may name: the required ones, and those with a default.
    var columns: [String] {
        switch self {
        case .architectures: return required + ["baseline", "baseline written", "unproved"]
        case .operatingSystems: return required + ["features"]
        case .windowsBuilds: return required + ["notes"]
        case .emulators: return required + ["level"]
        case .levels, .siblings, .notImages, .cpuFeatures, .hosts, .clientNames, .binaryMachines, .featureNames,
            .startErrors:
            return required
        }
    }
}

/// The unread bytes of a table.
struct TableFile: Sendable {
    /// The table.
    let kind: TableKind
    /// The bytes of the file.
    let bytes: [UInt8]

    /// The file name shown in errors.
    var name: String { kind.rawValue }

    /// Accepts only a file with the name of a known table.
    init(name: String, bytes: [UInt8]) throws(TableError) {
        guard let kind = TableKind(rawValue: name) else {
            throw TableError(file: name, at: .init(line: 1, column: 1), problem: .unknownTable)
        }
        self.kind = kind
        self.bytes = bytes
    }
}

/// A tab-separated file: a header row that names the columns, then the rows.
///
/// Empty lines and lines that begin with `#` are skipped. The columns may be in any order.
struct Table: Sendable {
    /// The rows below the header, in order.
    let rows: [TableRow]

    /// Reads the bytes of a file.
    ///
    /// - Parameter kind: the table, which determines the columns of the header.
    init(file: String, bytes: [UInt8], kind: TableKind) throws(TableError) {
        var header: [String]?
        var rows: [TableRow] = []
        var line = 0
        let isText = String(validating: bytes, as: UTF8.self) != nil
        for slice in Self.pieces(of: bytes[...], separator: UInt8(ascii: "\n")) {
            line += 1
            let content = slice.last == UInt8(ascii: "\r") ? slice.dropLast() : slice
            guard !content.isEmpty, content.first != UInt8(ascii: "#") else { continue }
            let cells = Self.pieces(of: content, separator: UInt8(ascii: "\t")).map(Self.trimmed)
            if !isText { try Self.check(cells, file: file, line: line) }
            if let header {
                guard cells.count == header.count else {
                    throw TableError(
                        file: file, at: .init(line: line, column: min(cells.count, header.count) + 1),
                        problem: .cellCount(cells.count, expected: header.count))
                }
                rows.append(TableRow(file: file, line: line, columns: header, cells: cells))
            } else {
                header = try Self.checked(
                    header: cells.map { String(decoding: $0, as: UTF8.self) }, file: file, line: line, kind: kind)
            }
        }
        guard header != nil else { throw TableError(file: file, at: .init(line: 1, column: 1), problem: .noHeader) }
        self.rows = rows
    }

    private static func check(_ cells: [ArraySlice<UInt8>], file: String, line: Int) throws(TableError) {
        for (index, cell) in cells.enumerated() where String(validating: cell, as: UTF8.self) == nil {
            throw TableError(file: file, at: .init(line: line, column: index + 1), problem: .notUTF8)
        }
    }

    /// Splits at each separator; a plain loop, because every start of the program reads the tables.
    private static func pieces(of bytes: ArraySlice<UInt8>, separator: UInt8) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        for index in bytes.indices where bytes[index] == separator {
            pieces.append(bytes[start..<index])
            start = index + 1
        }
        pieces.append(bytes[start...])
        return pieces
    }

    private static func trimmed(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = cell.drop { $0 == UInt8(ascii: " ") }
        while rest.last == UInt8(ascii: " ") { rest.removeLast() }
        return rest
    }

    private static func checked(
        header: [String], file: String, line: Int, kind: TableKind
    ) throws(TableError) -> [String] {
        for (index, name) in header.enumerated() {
            let location = TableError.Location(line: line, column: index + 1)
            guard kind.columns.contains(name) else {
                throw TableError(file: file, at: location, problem: .unknownColumn(name))
            }
            guard !header.prefix(index).contains(name) else {
                throw TableError(file: file, at: location, problem: .repeated(name))
            }
        }
        for name in kind.required where !header.contains(name) {
            throw TableError(
                file: file, at: .init(line: line, column: header.count + 1), problem: .missingColumn(name))
        }
        return header
    }
}

/// One row of a table, whose cells are found by the column names of the header.
///
/// A cell of `-` is empty.
struct TableRow: Sendable {
    /// The file's name.
    let file: String
    /// The line, counted from 1.
    let line: Int
    /// The column names of the header.
    let columns: [String]
    /// One trimmed UTF-8 cell per column. Cells are kept as bytes because few are ever read as text.
    let cells: [ArraySlice<UInt8>]

    /// The cell of a column; `nil` if it is empty or the table does not have that column.
    func optional(_ column: String) -> String? {
        guard let index = columns.firstIndex(of: column), cells.indices.contains(index), !isEmpty(at: index) else {
            return nil
        }
        return String(decoding: cells[index], as: UTF8.self)
    }

    private func isEmpty(at index: Int) -> Bool {
        let cell = cells[index]
        return cell.isEmpty || (cell.count == 1 && cell.first == UInt8(ascii: "-"))
    }

    /// Throws if the cell of a column is empty.
    func requireCell(_ column: String) throws(TableError) {
        guard let index = columns.firstIndex(of: column), cells.indices.contains(index), !isEmpty(at: index) else {
            throw error(.empty, in: column)
        }
    }

    /// The cell of a column that must not be empty.
    func text(_ column: String) throws(TableError) -> String {
        guard let cell = optional(column) else { throw error(.empty, in: column) }
        return cell
    }

    /// The space-separated words of a cell; none if it is empty.
    func words(_ column: String) -> [String] {
        (optional(column) ?? "").split(separator: " ").map(String.init)
    }

    /// The number in a cell, decimal or, with the prefix `0x`, hexadecimal.
    func number(_ column: String) throws(TableError) -> Int {
        let cell = try text(column)
        guard let number = Self.number(in: cell) else {
            throw error(.malformed(cell, expected: "a number"), in: column)
        }
        return number
    }

    /// The value that belongs to a cell's text, which must be one of the keys.
    func choice<Value>(_ column: String, _ values: KeyValuePairs<String, Value>) throws(TableError) -> Value {
        let cell = optional(column) ?? "-"
        if let match = values.first(where: { $0.key == cell }) { return match.value }
        let words = values.map { "'\($0.key)'" }.joined(separator: ", ")
        throw error(.malformed(cell, expected: "one of \(words)"), in: column)
    }

    /// An error about a cell of this row.
    func error(_ problem: TableError.Problem, in column: String) -> TableError {
        let index = columns.firstIndex(of: column) ?? 0
        return TableError(
            file: file, at: .init(line: line, column: index + 1, columnName: column), problem: problem)
    }

    /// Reads a non-negative number, decimal or, with the prefix `0x`, hexadecimal.
    static func number(in text: String) -> Int? {
        let number = text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
        guard let number, number >= 0, text.utf8.first != UInt8(ascii: "+") else { return nil }
        return number
    }
}
