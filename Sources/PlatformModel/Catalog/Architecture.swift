/// An instruction set: one row of `architectures.tsv`.
package struct Architecture: Hashable, Sendable {
    /// Another name of an architecture, which may imply a CPU level.
    package struct Alias: Hashable, Sendable {
        /// The alias, in lower case.
        package let name: String
        /// The level that the name implies, such as `v7` for `armhf`.
        package let variant: String?
    }

    /// When the baseline level is written out.
    package enum BaselineSpelling: Hashable, Sendable {
        /// Never: the name alone is the only spelling (`amd64`, not `amd64/v1`).
        case never
        /// A specifier keeps it, and the normal form leaves it out (`arm64/v8`).
        case whenGiven
        /// The normal form always includes it (`arm/v7`).
        case always
    }

    /// Which entries run on a host of unknown level.
    package enum UnprovedLevel: Hashable, Sendable {
        /// Those of the baseline, which every CPU of this architecture supports.
        case baseline
        /// Only those with exactly the host's own spelling, because CPUs below the baseline are in use.
        case exactOnly
    }

    /// The name in image indexes, which is Go's `GOARCH`.
    package let name: String
    /// The aliases of this architecture.
    package let aliases: [Alias]
    /// The address width in bits: 32 or 64.
    package let bits: Int
    /// The header fields of the architecture's ELF files; `nil` if it has none.
    package let elf: ELFMark?
    /// The machine number in PE files; `nil` if it has none.
    package let peMachine: Int?
    /// The level that an empty variant means; `nil` if the architecture has no levels.
    package let baseline: String?
    /// When ``baseline`` is written out.
    package let baselineSpelling: BaselineSpelling
    /// Which entries run on a host of unknown level.
    package let unprovedLevel: UnprovedLevel
}

extension Architecture: TableEntry {
    static var kind: TableKind { .architectures }

    var key: String { name }

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

/// The three header fields of an ELF file that identify its machine.
///
/// Fields: System V gABI, "ELF Header", `e_machine`, `EI_CLASS` and `EI_DATA`.
package struct ELFMark: Hashable, Sendable {
    /// The field `e_machine`.
    package let machine: Int
    /// The file's class: 32 or 64.
    package let bits: Int
    /// Whether the least significant byte comes first.
    package let isLittleEndian: Bool

    /// Creates a mark from its fields.
    package init(machine: Int, bits: Int, isLittleEndian: Bool) {
        self.machine = machine
        self.bits = bits
        self.isLittleEndian = isLittleEndian
    }

    /// Reads `machine/class/data`, such as `62/64/little`; `nil` for an empty cell.
    init?(row: TableRow) throws(TableError) {
        guard let cell = row.optional("elf") else { return nil }
        let parts = cell.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let machine = TableRow.number(in: parts[0]), machine <= 0xFFFF,
            ["32", "64"].contains(parts[1]), ["little", "big"].contains(parts[2])
        else {
            throw row.error(.malformed(cell, expected: "machine/class/data, such as 62/64/little"), in: "elf")
        }
        self.init(machine: machine, bits: parts[1] == "64" ? 64 : 32, isLittleEndian: parts[2] == "little")
    }
}

extension ELFMark {
    /// Reads the mark from an ELF header; `nil` if the bytes do not begin with one.
    ///
    /// - Parameter bytes: the first 20 bytes of the file, or more.
    init?(header bytes: [UInt8]) {
        guard bytes.count >= 20, bytes.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else { return nil }
        let bits: [UInt8: Int] = [1: 32, 2: 64]
        guard let width = bits[bytes[4]], bytes[5] == 1 || bytes[5] == 2 else { return nil }
        let isLittleEndian = bytes[5] == 1
        let machine = isLittleEndian ? [bytes[19], bytes[18]] : [bytes[18], bytes[19]]
        self.init(machine: Int(machine[0]) << 8 | Int(machine[1]), bits: width, isLittleEndian: isLittleEndian)
    }

    /// Reads the mark from an ELF header in hexadecimal, two digits per byte.
    init?(hexadecimal text: String) {
        let digits = Array(text.utf8)
        guard digits.count % 2 == 0 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: min(digits.count, 40), by: 2) {
            let pair = String(decoding: digits[index...index + 1], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16), pair.utf8.first != UInt8(ascii: "+") else { return nil }
            bytes.append(byte)
        }
        self.init(header: bytes)
    }
}

/// A 32-bit architecture that CPUs of another architecture may run natively: one row of `siblings.tsv`.
package struct Sibling: Hashable, Sendable {
    /// The host's architecture.
    package let architecture: String
    /// The 32-bit architecture that the host may run.
    package let sibling: String
    /// The sibling's levels that run, preferred first.
    package let levels: [String]
    /// The keys of the probes that prove or refute the ability.
    package let probes: [String]
    /// The operating systems on which the sibling never runs.
    package let neverOn: [String]
}

extension Sibling: TableEntry {
    static var kind: TableKind { .siblings }

    var key: String { "\(architecture) \(sibling)" }

    init(row: TableRow) throws(TableError) {
        architecture = try row.text("architecture")
        sibling = try row.text("sibling")
        levels = row.words("levels")
        probes = row.words("probes")
        neverOn = row.words("never on")
    }
}

/// A program that runs code of another architecture: one row of `emulators.tsv`.
package struct EmulatorHandler: Hashable, Sendable {
    /// The name under which it is registered.
    package let handler: String
    /// The architecture that it runs.
    package let architecture: String
    /// The highest level that it is certain to run; `nil` means the architecture's baseline.
    package let level: String?
}

extension EmulatorHandler: TableEntry {
    static var kind: TableKind { .emulators }

    var key: String { handler }

    init(row: TableRow) throws(TableError) {
        handler = try row.text("handler")
        architecture = try row.text("architecture")
        level = row.optional("level")
    }
}
