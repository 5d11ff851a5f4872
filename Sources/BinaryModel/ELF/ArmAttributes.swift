/// The section `.ARM.attributes`.
///
/// Format: ARM-software/abi-aa, addenda32, "The syntactic structure of build attributes".
enum ArmAttributes {
    private static let sectionType = 0x7000_0003
    private static let longest: UInt64 = 65536
    /// The attribute whose value is the architecture of the CPU.
    private static let architectureTag: UInt64 = 6
    /// The subsection about the whole file, not about a section or symbol.
    private static let wholeFile: UInt64 = 1

    /// The value of Tag_CPU_arch for the whole file.
    ///
    /// The tags about floating point, NEON and Thumb name more than programs need, and are not read.
    static func architecture(_ file: FileBytes, _ header: ELFHeader) throws(Doubt) -> Found<Int> {
        guard let section = try ELFSection.table(file, header).first(where: { $0.type == sectionType }) else {
            return .absent
        }
        guard section.size <= longest else { throw .tooLong(.armAttributes, section.size, limit: longest) }
        let bytes = try ByteCursor(
            file, at: section.offset, count: section.size, isLittleEndian: header.mark.isLittleEndian)
        guard bytes.bytes.first == UInt8(ascii: "A") else { throw .malformed(.armAttributes, at: section.offset) }
        var position = 1
        while let length = bytes.number(at: position, size: 4), length > 4 {
            let end = min(bytes.bytes.count, position + Int(length))
            guard let vendor = bytes.text(at: position + 4) else { break }
            if vendor.text == "aeabi" {
                return try value(bytes, from: position + 4 + vendor.length + 1, to: end)
            }
            position = end
        }
        return .absent
    }

    private static func value(_ bytes: ByteCursor, from start: Int, to end: Int) throws(Doubt) -> Found<Int> {
        var position = start
        while position < end {
            let begin = position
            guard let scope = bytes.variableNumber(at: &position), let size = bytes.number(at: position, size: 4),
                size >= 5
            else { throw .malformed(.armAttributes, at: bytes.offset + UInt64(begin)) }
            position += 4
            let subend = min(end, begin + Int(size))
            while scope == wholeFile, position < subend {
                let place = position
                guard let tag = bytes.variableNumber(at: &position) else { break }
                if tag == architectureTag, let number = bytes.variableNumber(at: &position), number <= 0xFFFF {
                    return .found(Int(number), at: bytes.offset + UInt64(place))
                }
                guard skipValue(of: tag, bytes, &position) else {
                    throw .malformed(.armAttributes, at: bytes.offset + UInt64(place))
                }
            }
            position = max(subend, begin + 1)
        }
        return .absent
    }

    /// Moves behind the value of an attribute; `false` if it is cut.
    private static func skipValue(of tag: UInt64, _ bytes: ByteCursor, _ position: inout Int) -> Bool {
        let compatibility: UInt64 = 32
        let hasText = tag == 4 || tag == 5 || tag == compatibility || (tag > compatibility && tag % 2 == 1)
        if !hasText || tag == compatibility {
            guard bytes.variableNumber(at: &position) != nil else { return false }
        }
        guard hasText else { return true }
        guard let text = bytes.text(at: position) else { return false }
        position += text.length + 1
        return true
    }
}
