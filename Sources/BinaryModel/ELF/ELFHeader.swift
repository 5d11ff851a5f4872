import PlatformModel

/// The first header of an ELF file.
///
/// Format: System V gABI, "ELF Header" and "Program Header".
package struct ELFHeader: Hashable, Sendable {
    /// What an ELF file is.
    package enum Kind: Hashable, Sendable {
        /// An object file, which is linked before it runs.
        case object
        /// A program at fixed addresses.
        case program
        /// A library, or a program at any address.
        case shared
        /// The memory of a program that died.
        case core
        /// Another number.
        case other(Int)

        fileprivate init(_ number: Int) {
            switch number {
            case 1: self = .object
            case 2: self = .program
            case 3: self = .shared
            case 4: self = .core
            default: self = .other(number)
            }
        }
    }

    /// The machine, class and byte order.
    package let mark: ELFMark
    /// The byte EI_OSABI.
    package let osABI: Int
    /// What the file is.
    package let kind: Kind
    /// The field e_flags.
    package let flags: Int
    /// The table of program headers.
    let segments: HeaderTable
    /// The table of sections.
    let sections: HeaderTable
    /// The number of the section that holds the names of sections.
    let nameSection: Int

    /// The offset of the field e_machine.
    package static let machineOffset: UInt64 = 18

    /// The number and place of the rows of a table.
    struct HeaderTable: Hashable, Sendable {
        let offset: UInt64
        let count: Int
        let rowSize: Int
    }

    init(_ file: FileBytes) throws(Doubt) {
        guard file.size >= 20 else { throw .beyondEnd(offset: 0, count: 52, size: file.size) }
        let identification = try ByteCursor(file, at: 0, count: 16, isLittleEndian: true).bytes
        guard (1...2).contains(identification[4]), (1...2).contains(identification[5]) else {
            throw .malformed(.header, at: 4)
        }
        let isWide = identification[4] == 2
        let header = try ByteCursor(
            file, at: 0, count: isWide ? 64 : 52, isLittleEndian: identification[5] == 1)
        osABI = Int(identification[7])
        kind = Kind(Int(header.field(16, 2)))
        mark = ELFMark(
            machine: Int(header.field(18, 2)), bits: isWide ? 64 : 32, isLittleEndian: header.isLittleEndian)
        let address = isWide ? 8 : 4
        let last = 24 + 3 * address
        flags = Int(header.field(last, 4))
        segments = HeaderTable(
            offset: header.field(24 + address, address), count: Int(header.field(last + 8, 2)),
            rowSize: Int(header.field(last + 6, 2)))
        sections = HeaderTable(
            offset: header.field(24 + 2 * address, address), count: Int(header.field(last + 12, 2)),
            rowSize: Int(header.field(last + 10, 2)))
        nameSection = Int(header.field(last + 14, 2))
    }
}

/// A row of an ELF file's table of program headers.
struct ELFSegment: Hashable, Sendable {
    let type: Int
    let flags: Int
    let offset: UInt64
    let size: UInt64
    let alignment: UInt64

    /// The part of the file that is loaded into memory.
    static let load = 1
    /// The path of the loader.
    static let interpreter = 3
    /// Notes.
    static let note = 4

    var isWritable: Bool { flags & 2 != 0 }

    /// The largest table that is read: some 1,100 rows, and programs have about 12.
    private static let longestTable: UInt64 = 65536

    /// Reads the table.
    static func table(_ file: FileBytes, _ header: ELFHeader) throws(Doubt) -> [ELFSegment] {
        let table = header.segments
        let isWide = header.mark.bits == 64
        guard table.count > 0 else { return [] }
        guard table.rowSize >= (isWide ? 56 : 32) else { throw .malformed(.programHeaders, at: table.offset) }
        let length = UInt64(table.count) * UInt64(table.rowSize)
        guard length <= longestTable else { throw .tooLong(.programHeaders, length, limit: longestTable) }
        let rows = try ByteCursor(
            file, at: table.offset, count: length, isLittleEndian: header.mark.isLittleEndian)
        return (0..<table.count).map { index in
            let row = index * table.rowSize
            return ELFSegment(
                type: Int(rows.field(row, 4)), flags: Int(rows.field(row + (isWide ? 4 : 24), 4)),
                offset: isWide ? rows.field(row + 8, 8) : rows.field(row + 4, 4),
                size: isWide ? rows.field(row + 32, 8) : rows.field(row + 16, 4),
                alignment: isWide ? rows.field(row + 48, 8) : rows.field(row + 28, 4))
        }
    }
}

/// A row of an ELF file's table of sections.
struct ELFSection: Hashable, Sendable {
    let name: UInt64
    let type: Int
    let offset: UInt64
    let size: UInt64

    /// The largest table that is read: 16,384 rows of 64 bytes.
    private static let longestTable: UInt64 = 1 << 20
    /// The longest text of names that is read.
    private static let longestNames: UInt64 = 1 << 18

    /// Reads the table; empty if there is none.
    static func table(_ file: FileBytes, _ header: ELFHeader) throws(Doubt) -> [ELFSection] {
        let table = header.sections
        let isWide = header.mark.bits == 64
        guard table.offset > 0, table.count > 0 else { return [] }
        guard table.rowSize >= (isWide ? 64 : 40) else { throw .malformed(.sections, at: table.offset) }
        let length = UInt64(table.count) * UInt64(table.rowSize)
        guard length <= longestTable else { throw .tooLong(.sections, length, limit: longestTable) }
        let rows = try ByteCursor(
            file, at: table.offset, count: length, isLittleEndian: header.mark.isLittleEndian)
        return (0..<table.count).map { index in
            let row = index * table.rowSize
            return ELFSection(
                name: rows.field(row, 4), type: Int(rows.field(row + 4, 4)),
                offset: isWide ? rows.field(row + 24, 8) : rows.field(row + 16, 4),
                size: isWide ? rows.field(row + 32, 8) : rows.field(row + 20, 4))
        }
    }

    /// The section with a name.
    static func named(_ name: String, in file: FileBytes, _ header: ELFHeader) throws(Doubt) -> ELFSection? {
        let sections = try table(file, header)
        guard header.nameSection < sections.count else { return nil }
        let texts = sections[header.nameSection]
        guard texts.size <= longestNames else { throw .tooLong(.sections, texts.size, limit: longestNames) }
        let bytes = try ByteCursor(file, at: texts.offset, count: texts.size, isLittleEndian: true).bytes
        let wanted = Array(name.utf8) + [0]
        return sections.first { section in
            section.name < UInt64(bytes.count) && bytes[Int(section.name)...].starts(with: wanted)
        }
    }
}
