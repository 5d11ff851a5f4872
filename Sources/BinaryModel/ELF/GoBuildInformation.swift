/// What Go's linker writes into a program about how it was built.
///
/// Format: golang/go `src/debug/buildinfo/buildinfo.go`: a header of 32 bytes at a multiple of 16, then the version
/// of Go and the module information, each behind its length.
package struct GoBuildInformation: Hashable, Sendable {
    /// The version of Go.
    package let version: String
    /// The settings, such as GOARCH.
    package let settings: [String: String]

    private static let magic: [UInt8] = [0xFF] + Array(" Go buildinf:".utf8)
    private static let alignment = 16
    private static let headerLength = 32
    /// The number of bytes of the data segment in which the header is looked for: Go's own linker puts it first.
    private static let window: UInt64 = 65536
    /// The same for a program with one of Go's notes. A C linker puts constants that are relocated first: the header
    /// was seen up to 290 KiB behind them, in Debian's podman.
    private static let wideWindow: UInt64 = 1 << 20
    /// The longest module information that is read.
    private static let longest: UInt64 = 1 << 19
    /// The flag of information that follows its header; programs of Go before 1.18 have addresses there.
    private static let inlineFlag: UInt8 = 2

    /// Looks in the first bytes of the data segment; in a program with one of Go's notes, then in the section
    /// `.go.buildinfo`, which programs linked by a C compiler have elsewhere.
    static func find(
        _ file: FileBytes, _ header: ELFHeader, _ segments: [ELFSegment], isGo: Bool
    ) throws(Doubt) -> Found<GoBuildInformation> {
        let data = segments.first { $0.type == ELFSegment.load && $0.isWritable && $0.size > 0 }
        if let data, data.offset < file.size {
            let count = min(data.size, isGo ? wideWindow : window, file.size - data.offset)
            let bytes = try ByteCursor(file, at: data.offset, count: count, isLittleEndian: true)
            if let position = headerPosition(bytes) {
                return try read(file, at: data.offset + UInt64(position))
            }
        }
        guard isGo, let section = try ELFSection.named(".go.buildinfo", in: file, header) else { return .absent }
        // The texts are in the section, too: one part instead of four.
        _ = try file.slice(section.offset, min(section.size, wideWindow))
        return try read(file, at: section.offset)
    }

    /// The address is a multiple of 16, and so is the offset, which differs from it by whole pages.
    private static func headerPosition(_ bytes: ByteCursor) -> Int? {
        let first = (alignment - Int(bytes.offset % UInt64(alignment))) % alignment
        return stride(from: first, to: max(0, bytes.bytes.count - headerLength + 1), by: alignment)
            .first { bytes.bytes[$0] == 0xFF && bytes.bytes[$0...].starts(with: magic) }
    }

    private static func read(_ file: FileBytes, at offset: UInt64) throws(Doubt) -> Found<GoBuildInformation> {
        let header = try ByteCursor(file, at: offset, count: UInt64(headerLength), isLittleEndian: true)
        guard header.bytes.starts(with: magic) else { throw .malformed(.goBuildInformation, at: offset) }
        guard header.bytes[15] & inlineFlag != 0 else { throw .goWithoutSettings(at: offset) }
        let version = try text(file, at: offset + UInt64(headerLength))
        let module = try text(file, at: version.end)
        return .found(
            GoBuildInformation(
                version: String(decoding: version.bytes, as: UTF8.self), settings: settings(module.bytes)),
            at: offset)
    }

    /// A text behind its length.
    private static func text(_ file: FileBytes, at offset: UInt64) throws(Doubt) -> (bytes: [UInt8], end: UInt64) {
        guard offset < file.size else { throw .beyondEnd(offset: offset, count: 1, size: file.size) }
        let lengthBytes = try ByteCursor(
            file, at: offset, count: min(9, file.size - offset), isLittleEndian: true)
        var position = 0
        guard let length = lengthBytes.variableNumber(at: &position) else {
            throw .malformed(.goBuildInformation, at: offset)
        }
        guard length <= longest else { throw .tooLong(.goBuildInformation, length, limit: longest) }
        let start = offset + UInt64(position)
        return (Array(try file.slice(start, length)), start + length)
    }

    /// The settings in lines such as `build<TAB>GOARCH=…`; 16 bytes mark each end of the module information.
    private static func settings(_ module: [UInt8]) -> [String: String] {
        var settings: [String: String] = [:]
        for line in module.split(separator: 0x0A) where line.starts(with: "build\t".utf8) {
            let setting = line.dropFirst(6).split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard setting.count == 2 else { continue }
            settings[String(decoding: setting[0], as: UTF8.self)] = String(decoding: setting[1], as: UTF8.self)
        }
        return settings
    }
}
