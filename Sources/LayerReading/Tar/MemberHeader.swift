extension LayerMember {
    /// The blocks before the content of this member in an archive: a header of POSIX ustar, and before it one of pax for
    /// whatever has no room there, if anything.
    ///
    /// Names are written as they are, byte by byte, and owners by number. libarchive is not used for it: in the locale "C"
    /// it adds a record `hdrcharset` to each name outside of ASCII, about which GNU tar complains. POSIX.1-2017, pax,
    /// "ustar Interchange Format" and "pax Extended Header"; extended attributes are written as star does, `SCHILY.xattr`.
    ///
    /// - Returns: `nil` for a member of an unknown kind.
    package var archiveHeader: [UInt8]? {
        guard let type = typeFlag else { return nil }
        var block = HeaderBlock(type: type)
        var records = PaxRecords()
        block.setNumber(UInt64(mode & 0o7777), at: HeaderBlock.mode)
        setNames(&block, &records)
        if !block.setNumber(UInt64(owner), at: HeaderBlock.owner) { records.add("uid", "\(owner)") }
        if !block.setNumber(UInt64(group), at: HeaderBlock.group) { records.add("gid", "\(group)") }
        if case .file(let size) = kind, !block.setNumber(size, at: HeaderBlock.size) { records.add("size", "\(size)") }
        let isWhole = modifiedNanoseconds == 0 && modifiedSeconds >= 0
        if !block.setNumber(UInt64(max(0, modifiedSeconds)), at: HeaderBlock.time) || !isWhole {
            records.add("mtime", modifiedText)
        }
        if case .device(_, let major, let minor) = kind {
            if !block.setNumber(UInt64(major), at: HeaderBlock.major) { records.add("SCHILY.devmajor", "\(major)") }
            if !block.setNumber(UInt64(minor), at: HeaderBlock.minor) { records.add("SCHILY.devminor", "\(minor)") }
        }
        for attribute in attributes {
            records.add("SCHILY.xattr." + Self.keyword(attribute.name), attribute.value)
        }
        return records.blocks(before: path) + block.finished
    }

    private var typeFlag: UInt8? {
        switch kind {
        case .file: 0x30
        case .hardLink: 0x31
        case .symbolicLink: 0x32
        case .device(isBlock: false, _, _): 0x33
        case .device(isBlock: true, _, _): 0x34
        case .directory: 0x35
        case .pipe: 0x36
        case .unknown: nil
        }
    }

    private func setNames(_ block: inout HeaderBlock, _ records: inout PaxRecords) {
        if !block.setPath(path) { records.add("path", path) }
        switch kind {
        case .symbolicLink(let target), .hardLink(let target):
            if !block.setText(target, at: HeaderBlock.target) { records.add("linkpath", target) }
        case .file, .directory, .device, .pipe, .unknown: break
        }
    }

    /// The time as a decimal number of seconds.
    private var modifiedText: String {
        guard modifiedNanoseconds > 0 else { return "\(modifiedSeconds)" }
        let isNegative = modifiedSeconds < 0
        // What follows the point counts away from zero, but the nanoseconds count up.
        let seconds = isNegative ? modifiedSeconds + 1 : modifiedSeconds
        var fraction = "\(1_000_000_000 + (isNegative ? 1_000_000_000 - modifiedNanoseconds : modifiedNanoseconds))"
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return (isNegative ? "-" : "") + "\(seconds.magnitude)." + fraction.dropFirst()
    }

    /// The name of an attribute in a keyword, which has no `=`, as GNU tar writes it.
    private static func keyword(_ name: String) -> String {
        name.replacing("%", with: "%25").replacing("=", with: "%3D")
    }
}

/// The records of a pax header.
private struct PaxRecords {
    private var bytes: [UInt8] = []

    mutating func add(_ keyword: String, _ value: String) { add(keyword, Array(value.utf8)) }

    /// Adds `LENGTH KEYWORD=VALUE` and a line break; the length counts its own digits.
    mutating func add(_ keyword: String, _ value: [UInt8]) {
        let rest = [0x20] + Array(keyword.utf8) + [0x3D] + value + [0x0A]
        var length = rest.count
        while "\(length)".utf8.count + rest.count != length { length = "\(length)".utf8.count + rest.count }
        bytes += Array("\(length)".utf8) + rest
    }

    /// The header with its records, padded to whole blocks; nothing without records.
    func blocks(before path: [UInt8]) -> [UInt8] {
        guard !bytes.isEmpty else { return [] }
        var block = HeaderBlock(type: 0x78)
        // Only a program that does not know pax headers shows this name.
        let name = path.split(separator: 0x2F).last ?? []
        _ = block.setText(Array("PaxHeaders/".utf8) + name.prefix(80), at: HeaderBlock.path)
        block.setNumber(0o644, at: HeaderBlock.mode)
        block.setNumber(0, at: HeaderBlock.owner)
        block.setNumber(0, at: HeaderBlock.group)
        block.setNumber(UInt64(bytes.count), at: HeaderBlock.size)
        block.setNumber(0, at: HeaderBlock.time)
        let padding = [UInt8](
            repeating: 0, count: (HeaderBlock.length - bytes.count % HeaderBlock.length) % HeaderBlock.length)
        return block.finished + bytes + padding
    }
}

/// A header block of ustar.
private struct HeaderBlock {
    static let length = 512
    static let path = 0..<100
    static let mode = 100..<108
    static let owner = 108..<116
    static let group = 116..<124
    static let size = 124..<136
    static let time = 136..<148
    static let checksum = 148..<156
    static let target = 157..<257
    static let major = 329..<337
    static let minor = 337..<345
    static let prefix = 345..<500

    private var bytes = [UInt8](repeating: 0, count: HeaderBlock.length)

    init(type: UInt8) {
        bytes[156] = type
        bytes.replaceSubrange(257..<265, with: Array("ustar\0".utf8) + Array("00".utf8))
        setNumber(0, at: Self.size)
        setNumber(0, at: Self.major)
        setNumber(0, at: Self.minor)
    }

    /// Writes octal digits and a NUL. Returns whether the number fits; if not, the field is 0.
    @discardableResult
    mutating func setNumber(_ number: UInt64, at field: Range<Int>) -> Bool {
        let width = field.count - 1
        let digits = String(number, radix: 8)
        let fits = digits.utf8.count <= width
        let text = fits ? digits : "0"
        bytes.replaceSubrange(
            field, with: [UInt8](repeating: 0x30, count: width - text.utf8.count) + Array(text.utf8) + [0])
        return fits
    }

    /// Writes a text, or as much of it as fits. Returns whether all of it does.
    mutating func setText(_ text: [UInt8], at field: Range<Int>) -> Bool {
        let part = text.prefix(field.count)
        bytes.replaceSubrange(field.lowerBound..<field.lowerBound + part.count, with: part)
        return part.count == text.count
    }

    /// Writes a path, split at a separator if it is long. Returns whether it fits.
    mutating func setPath(_ path: [UInt8]) -> Bool {
        guard path.count > Self.path.count else { return setText(path, at: Self.path) }
        // The name may take 100 bytes and the prefix 155; the separator between them is not written.
        let first = max(1, path.count - Self.path.count - 1)
        let last = min(Self.prefix.count, path.count - 2)
        guard first <= last, let split = path[first...last].firstIndex(of: 0x2F) else {
            _ = setText(path, at: Self.path)
            return false
        }
        return setText(Array(path[..<split]), at: Self.prefix) && setText(Array(path[(split + 1)...]), at: Self.path)
    }

    /// The block with its checksum.
    var finished: [UInt8] {
        var bytes = bytes
        bytes.replaceSubrange(Self.checksum, with: [UInt8](repeating: 0x20, count: 8))
        let digits = String(bytes.reduce(0) { $0 + Int($1) }, radix: 8)
        let text = String(repeating: "0", count: 6 - digits.utf8.count) + digits + "\0 "
        bytes.replaceSubrange(Self.checksum, with: Array(text.utf8))
        return bytes
    }
}
