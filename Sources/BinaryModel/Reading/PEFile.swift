/// The headers of a Portable Executable.
///
/// Format: Microsoft's PE format; .NET's header: ECMA-335, II.25.3.3, and `corhdr.h` of dotnet/runtime.
package struct PEFile: Hashable, Sendable {
    /// The machine number.
    package let machine: Int
    /// The offset of the machine number.
    package let machineOffset: UInt64
    /// Whether the file is a library.
    package let isLibrary: Bool
    /// What runs the file: 2 and 3 are Windows' desktop and console, 10 to 13 are EFI; `nil` without an optional
    /// header.
    package let subsystem: Int?
    /// What .NET's header says.
    package let managed: Found<ManagedCode>

    /// What .NET's header says about the code in a file.
    package struct ManagedCode: Hashable, Sendable {
        /// The flags of the header.
        package let flags: Int

        /// Whether the file runs on every machine, whatever machine its header names.
        ///
        /// With both 32-bit flags the file only prefers a 32-bit process.
        package var isPortable: Bool {
            let required = 0x2
            let preferred = 0x20000
            return flags & 0x1 != 0 && (flags & required == 0 || flags & preferred != 0)
        }
    }

    /// The largest number of sections that Windows loads.
    private static let mostSections = 96

    /// Reads a file; `nil` if it is not a Portable Executable.
    init?(_ file: FileBytes) throws(Doubt) {
        guard file.head.starts(with: "MZ".utf8), file.size >= 64 else { return nil }
        let start = try ByteCursor(file, at: 0x3C, count: 4, isLittleEndian: true).field(0, 4)
        // Programs of DOS have something else there.
        guard start < file.size, file.size - start >= 24 else { return nil }
        let header = try ByteCursor(file, at: start, count: 24, isLittleEndian: true)
        guard header.bytes.starts(with: [0x50, 0x45, 0, 0]) else { return nil }
        machine = Int(header.field(4, 2))
        machineOffset = start + 4
        isLibrary = header.field(22, 2) & 0x2000 != 0
        let optional = try? ByteCursor(
            file, at: start + 24, count: min(240, header.field(20, 2)), isLittleEndian: true)
        subsystem = optional.flatMap { $0.number(at: 68, size: 2) }.map { Int($0) }
        managed = Found { () throws(Doubt) in
            let optional = try ByteCursor(
                file, at: start + 24, count: min(240, header.field(20, 2)), isLittleEndian: true)
            return try Self.managedCode(file, header: header, optional: optional)
        }
    }

    private static func managedCode(
        _ file: FileBytes, header: ByteCursor, optional: ByteCursor
    ) throws(Doubt) -> Found<ManagedCode> {
        let isWide = optional.field(0, 2) == 0x20B
        let directories = isWide ? 112 : 96
        let index = 14
        guard let count = optional.number(at: directories - 4, size: 4), count > UInt64(index),
            let address = optional.number(at: directories + index * 8, size: 4), address > 0
        else { return .absent }
        let sections = Int(header.field(6, 2))
        guard sections <= mostSections else {
            throw .tooLong(.sections, UInt64(sections) * 40, limit: UInt64(mostSections) * 40)
        }
        let table = try ByteCursor(
            file, at: header.offset + 24 + header.field(20, 2), count: UInt64(sections * 40), isLittleEndian: true)
        for section in 0..<sections {
            let base = table.field(section * 40 + 12, 4)
            let length = table.field(section * 40 + 16, 4)
            guard address >= base, address - base < length else { continue }
            let offset = table.field(section * 40 + 20, 4) + (address - base)
            let managed = try ByteCursor(file, at: offset, count: 20, isLittleEndian: true)
            guard managed.field(0, 4) >= 20 else { throw .malformed(.managedHeader, at: offset) }
            return .found(ManagedCode(flags: Int(managed.field(16, 4))), at: offset)
        }
        throw .malformed(.managedHeader, at: header.offset)
    }
}
