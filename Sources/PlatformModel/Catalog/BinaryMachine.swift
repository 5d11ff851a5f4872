/// What a number in the header of a program means: one row of `binary-machines.tsv`.
package struct BinaryMachine: Hashable, Sendable {
    /// The part of a program that holds the number.
    package enum Field: String, Hashable, Sendable {
        /// The CPU type of a Mach-O file, or `type/subtype`.
        case machO = "mach-o"
        /// A machine number of PE files, beside those of `architectures.tsv`.
        case pe = "pe"
        /// What .NET adds, by exclusive or, to the machine number of code compiled for one operating system.
        case peSystem = "pe system"
        /// The byte EI_OSABI of an ELF file.
        case elfSystem = "elf system"
        /// The bits of an ELF file's e_flags under a mask.
        case elfFlags = "elf flags"
        /// Tag_CPU_arch in an ELF file's section `.ARM.attributes`.
        case armAttribute = "arm attribute"
        /// A bit of GNU_PROPERTY_X86_ISA_1_NEEDED and its siblings.
        case x86ISA = "x86 isa"
        /// The setting in Go's build information whose value is a CPU level.
        case goSetting = "go setting"
        /// The version of a WebAssembly module.
        case webAssembly = "webassembly"
        /// An operating system, whose word is the format of its programs; `*` stands for all others.
        case system = "system"
    }

    /// The part of a program that holds the number.
    package let field: Field
    /// The architecture to which the row is limited; `nil` if it holds for all.
    package let subject: String?
    /// The value, as ``Field`` describes.
    package let value: Value
    /// The architecture that the value means.
    package let architecture: String?
    /// The CPU level that the value means.
    package let level: String?
    /// The name of the value: an operating system, an ABI, or how the specification calls it.
    package let word: String?
    /// Whether such a program is worth a warning on every system of its architecture.
    package let warns: Bool

    /// A value in the header of a program.
    package enum Value: Hashable, Sendable {
        /// A number.
        case number(Int)
        /// A number and a second one that narrows it.
        case pair(Int, Int)
        /// A number under a mask.
        case masked(mask: Int, Int)
        /// A word.
        case word(String)
    }
}

extension BinaryMachine: TableEntry {
    static var kind: TableKind { .binaryMachines }

    var key: String { "\(field.rawValue) \(subject ?? "") \(value)" }

    init(row: TableRow) throws(TableError) {
        let name = try row.text("field")
        guard let field = Field(rawValue: name) else {
            throw row.error(.malformed(name, expected: "a part of a program"), in: "field")
        }
        self.field = field
        subject = row.optional("of")
        value = try Self.value(row, of: field)
        architecture = row.optional("architecture")
        level = row.optional("level")
        word = row.optional("word")
        warns = try row.choice("finding", ["-": false, "warns": true])
    }

    private static func value(_ row: TableRow, of field: Field) throws(TableError) -> Value {
        let cell = try row.text("value")
        let separator: Character = field == .elfFlags ? "=" : "/"
        let numbers = cell.split(separator: separator, omittingEmptySubsequences: false)
            .map { TableRow.number(in: String($0)) }
        switch (field, numbers.count) {
        case (.goSetting, _), (.system, _): return .word(cell)
        case (.elfFlags, 2):
            if let mask = numbers[0], let bits = numbers[1], mask <= 0xFFFF_FFFF { return .masked(mask: mask, bits) }
        case (.machO, 2):
            if let type = numbers[0], let subtype = numbers[1] { return .pair(type, subtype) }
        case (.elfFlags, _): break
        case (_, 1): if let number = numbers[0] { return .number(number) }
        default: break
        }
        throw row.error(.malformed(cell, expected: "a value of '\(field.rawValue)'"), in: "value")
    }
}
