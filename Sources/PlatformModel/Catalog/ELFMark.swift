/// How an ELF file says which machine it is for: three fields of its header.
///
/// Fields: System V gABI, "ELF Header", `e_machine`, `EI_CLASS` and `EI_DATA`.
package struct ELFMark: Hashable, Sendable {
    /// The number in `e_machine`.
    package let machine: Int
    /// The class of the file: 32 or 64.
    package let bits: Int
    /// Whether the least significant byte comes first.
    package let isLittleEndian: Bool

    /// A mark of these fields.
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
