import PlatformModel

/// What the headers of an ELF file say about the machine for which it was built.
package struct ELFFile: Hashable, Sendable {
    /// The first header.
    package let header: ELFHeader
    /// The path of the loader (PT_INTERP), which dynamic programs have.
    package let loader: Found<String>
    /// The x86-64 levels in the GNU property note.
    package let isaNeeded: Found<X86Levels>
    /// Go's build information.
    package let goBuild: Found<GoBuildInformation>
    /// Tag_CPU_arch of the section `.ARM.attributes`.
    package let armArchitecture: Found<Int>
    /// The first segment that reaches beyond the end of the file: the file was cut.
    package let shortfall: Doubt?

    /// The first four bytes of every ELF file.
    static let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]

    /// Whether the file is a program or library, whose flags and machine count.
    package var isLinked: Bool { header.kind == .program || header.kind == .shared }

    /// Why parts cannot be told, in the order in which they would be read.
    var doubts: [Doubt] {
        [loader.doubt, isaNeeded.doubt, goBuild.doubt, armArchitecture.doubt].compactMap(\.self)
    }

    /// The longest path of a loader: Linux' PATH_MAX.
    private static let longestLoader: UInt64 = 4096

    /// Reads the headers.
    ///
    /// - Parameter sources: the parts that may state a CPU level and are to be read, by the first header.
    init(_ file: FileBytes, sources: (ELFHeader) -> Set<BinaryMachine.Field>) throws(Doubt) {
        let header = try ELFHeader(file)
        self.header = header
        guard header.kind == .program || header.kind == .shared else {
            (loader, isaNeeded, goBuild, armArchitecture, shortfall) = (.absent, .absent, .absent, .absent, nil)
            return
        }
        let segments: [ELFSegment]
        do throws(Doubt) {
            segments = try ELFSegment.table(file, header)
        } catch {
            (loader, isaNeeded) = (.unknown(error), .unknown(error))
            (goBuild, armArchitecture) = (.unknown(error), .unknown(error))
            shortfall = error.unread == nil ? error : nil
            return
        }
        loader = Found { () throws(Doubt) in try Self.loader(file, segments) }
        shortfall = Self.shortfall(segments, size: file.size)
        let kinds = sources(header)
        let notes = Found { () throws(Doubt) in
            .found(try ELFNotes(file, header, kinds.isEmpty ? [] : segments), at: 0)
        }
        isaNeeded =
            kinds.contains(.x86ISA)
            ? Found { () throws(Doubt) in
                if let doubt = notes.doubt { throw doubt }
                return notes.value?.levels ?? .absent
            } : .absent
        goBuild =
            kinds.contains(.goSetting)
            ? Found { () throws(Doubt) in
                try GoBuildInformation.find(
                    file, header, segments, isGo: notes.value?.namesGo ?? false)
            } : .absent
        armArchitecture =
            kinds.contains(.armAttribute)
            ? Found { () throws(Doubt) in try ArmAttributes.architecture(file, header) } : .absent
    }

    private static func loader(_ file: FileBytes, _ segments: [ELFSegment]) throws(Doubt) -> Found<String> {
        guard let segment = segments.first(where: { $0.type == ELFSegment.interpreter }) else { return .absent }
        guard segment.size <= longestLoader else { throw .tooLong(.loader, segment.size, limit: longestLoader) }
        let text = try ByteCursor(file, at: segment.offset, count: segment.size, isLittleEndian: true)
        // Linux refuses a path without its closing zero.
        guard text.bytes.last == 0, let path = text.text(at: 0)?.text, !path.isEmpty else {
            throw .malformed(.loader, at: segment.offset)
        }
        return .found(path, at: segment.offset)
    }

    private static func shortfall(_ segments: [ELFSegment], size: UInt64) -> Doubt? {
        for segment in segments where segment.type == ELFSegment.load && segment.size > 0 {
            let (end, overflows) = segment.offset.addingReportingOverflow(segment.size)
            if overflows || end > size {
                return .beyondEnd(offset: segment.offset, count: segment.size, size: size)
            }
        }
        return nil
    }
}

/// The x86-64 levels in a GNU property note, one bit each.
///
/// Format: x86-64 psABI, "Program Property", GNU_PROPERTY_X86_ISA_1_NEEDED and GNU_PROPERTY_X86_ISA_1_USED.
package struct X86Levels: Hashable, Sendable {
    /// The levels that the program needs; glibc's loader checks them.
    package let needed: Int
    /// The levels that the program uses if they are there.
    package let used: Int
}

/// The notes of an ELF file.
struct ELFNotes: Hashable, Sendable {
    /// Whether one of the notes is Go's.
    private(set) var namesGo = false
    /// The levels in the GNU property notes.
    private(set) var levels: Found<X86Levels> = .absent

    private static let longest: UInt64 = 65536
    /// The most segments of notes that are read; programs have about 3.
    private static let mostSegments = 8
    /// NT_GNU_PROPERTY_TYPE_0.
    private static let propertyType: UInt64 = 5
    private static let isaNeeded: UInt64 = 0xC000_8002
    private static let isaUsed: UInt64 = 0xC001_0002

    init(_ file: FileBytes, _ header: ELFHeader, _ segments: [ELFSegment]) throws(Doubt) {
        for segment in segments.filter({ $0.type == ELFSegment.note }).prefix(Self.mostSegments) {
            guard segment.size <= Self.longest else { throw .tooLong(.notes, segment.size, limit: Self.longest) }
            let notes = try ByteCursor(
                file, at: segment.offset, count: segment.size, isLittleEndian: header.mark.isLittleEndian)
            try read(notes, alignment: segment.alignment == 8 ? 8 : 4, isWide: header.mark.bits == 64)
        }
    }

    private mutating func read(_ notes: ByteCursor, alignment: Int, isWide: Bool) throws(Doubt) {
        var position = 0
        while let nameSize = notes.number(at: position, size: 4), let size = notes.number(at: position + 4, size: 4),
            let type = notes.number(at: position + 8, size: 4)
        {
            guard nameSize <= Self.longest, size <= Self.longest else { throw .malformed(.notes, at: notes.offset) }
            let content = Self.aligned(position + 12 + Int(nameSize), to: alignment)
            let end = content + Int(size)
            guard end <= notes.bytes.count else { throw .malformed(.notes, at: notes.offset + UInt64(position)) }
            let owner = notes.bytes[position + 12..<position + 12 + Int(nameSize)].prefix { $0 != 0 }
            if owner.elementsEqual("Go".utf8) { namesGo = true }
            if owner.elementsEqual("GNU".utf8), type == Self.propertyType {
                try readProperties(notes, content..<end, alignment: isWide ? 8 : 4)
            }
            position = Self.aligned(end, to: alignment)
        }
    }

    private mutating func readProperties(_ notes: ByteCursor, _ range: Range<Int>, alignment: Int) throws(Doubt) {
        var position = range.lowerBound
        while position + 8 <= range.upperBound {
            let type = notes.field(position, 4)
            let size = notes.field(position + 4, 4)
            guard size <= UInt64(range.upperBound - position - 8) else {
                throw .malformed(.notes, at: notes.offset + UInt64(position))
            }
            if type == Self.isaNeeded || type == Self.isaUsed, size >= 4 {
                let bits = Int(notes.field(position + 8, 4))
                let known = levels.value ?? X86Levels(needed: 0, used: 0)
                levels = .found(
                    X86Levels(
                        needed: known.needed | (type == Self.isaNeeded ? bits : 0),
                        used: known.used | (type == Self.isaUsed ? bits : 0)),
                    at: notes.offset + UInt64(position))
            }
            position = Self.aligned(position + 8 + Int(size), to: alignment)
        }
    }

    private static func aligned(_ position: Int, to alignment: Int) -> Int {
        (position + alignment - 1) / alignment * alignment
    }
}
