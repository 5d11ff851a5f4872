/// One program in a Mach-O file.
///
/// Format: Apple's `mach-o/loader.h` and `mach-o/fat.h`.
package struct MachOSlice: Hashable, Sendable {
    /// The type of CPU.
    package let cpuType: Int
    /// The subtype of CPU, without its capability bits.
    package let cpuSubtype: Int
    /// What the file is, such as 2 for a program; `nil` in a universal file, whose list does not tell.
    package let fileType: Int?
    /// The offset of the program in the file.
    package let offset: UInt64
    /// Why the program cannot be run as its header says.
    package let doubt: Doubt?

    /// The smallest version of a Java class, which shares its magic number with universal Mach-O files.
    private static let firstJavaVersion = 45

    /// The programs of a Mach-O file; `nil` if the file is none.
    static func slices(_ file: FileBytes) throws(Doubt) -> [MachOSlice]? {
        switch Array(file.head.prefix(4)) {
        case universalMagic:
            guard file.size >= 8, try countOrVersion(file) < firstJavaVersion else { return nil }
            return try universal(file, count: try countOrVersion(file), entrySize: 20)
        case [0xCA, 0xFE, 0xBA, 0xBF]:
            return try universal(file, count: try countOrVersion(file), entrySize: 32)
        case [0xCE, 0xFA, 0xED, 0xFE], [0xCF, 0xFA, 0xED, 0xFE]:
            return [try thin(file, isLittleEndian: true)]
        case [0xFE, 0xED, 0xFA, 0xCE], [0xFE, 0xED, 0xFA, 0xCF]:
            return [try thin(file, isLittleEndian: false)]
        default: return nil
        }
    }

    /// The version of a Java class; `nil` if the file is none.
    ///
    /// Format: The Java Virtual Machine Specification, section 4.1.
    static func javaClassVersion(_ file: FileBytes) throws(Doubt) -> Int? {
        guard file.size >= 8, file.head.starts(with: universalMagic) else { return nil }
        let number = try countOrVersion(file)
        return number < firstJavaVersion ? nil : number & 0xFFFF
    }

    private static let universalMagic: [UInt8] = [0xCA, 0xFE, 0xBA, 0xBE]

    /// The number of programs in a universal file, or the minor and major version of a class.
    private static func countOrVersion(_ file: FileBytes) throws(Doubt) -> Int {
        Int(try ByteCursor(file, at: 4, count: 4, isLittleEndian: false).field(0, 4))
    }

    private static func thin(_ file: FileBytes, isLittleEndian: Bool) throws(Doubt) -> MachOSlice {
        let header = try ByteCursor(file, at: 0, count: 28, isLittleEndian: isLittleEndian)
        return MachOSlice(
            cpuType: Int(header.field(4, 4)), cpuSubtype: Int(header.field(8, 4) & 0xFF_FFFF),
            fileType: Int(header.field(12, 4)), offset: 0, doubt: nil)
    }

    private static func universal(_ file: FileBytes, count: Int, entrySize: Int) throws(Doubt) -> [MachOSlice] {
        guard count > 0 else { throw .malformed(.slices, at: 4) }
        let limit = firstJavaVersion * entrySize
        guard count < firstJavaVersion else {
            throw .tooLong(.slices, UInt64(count) * UInt64(entrySize), limit: UInt64(limit))
        }
        let list = try ByteCursor(file, at: 8, count: UInt64(count * entrySize), isLittleEndian: false)
        let width = entrySize == 32 ? 8 : 4
        return (0..<count).map { index in
            let start = index * entrySize
            let offset = list.field(start + 8, width)
            let size = list.field(start + 8 + width, width)
            let (end, overflows) = offset.addingReportingOverflow(size)
            let isBeyond = overflows || end > file.size
            return MachOSlice(
                cpuType: Int(list.field(start, 4)), cpuSubtype: Int(list.field(start + 4, 4) & 0xFF_FFFF),
                fileType: nil, offset: offset,
                doubt: isBeyond ? .beyondEnd(offset: offset, count: size, size: file.size) : nil)
        }
    }
}
