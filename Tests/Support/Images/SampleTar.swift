/// Tar archives with any header, valid or not.
public enum SampleTar {
    /// The two blocks at the end of an archive.
    public static let end = [UInt8](repeating: 0, count: 1024)

    /// A member in ustar form: its header, and its content padded to whole blocks.
    public static func member(
        _ path: [UInt8], type: Character = "0", content: [UInt8] = [], mode: Int = 0o644, size: Int? = nil,
        target: [UInt8] = [], owner: (user: Int, group: Int) = (0, 0), time: Int = 0, device: (Int, Int) = (0, 0)
    ) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ bytes: [UInt8], at offset: Int) {
            block.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        }
        put(Array(path.prefix(100)), at: 0)
        put(octal(mode, 7), at: 100)
        put(octal(owner.user, 7), at: 108)
        put(octal(owner.group, 7), at: 116)
        put(octal(size ?? content.count, 11), at: 124)
        put(octal(time, 11), at: 136)
        put(Array("        ".utf8), at: 148)
        block[156] = type.asciiValue ?? 0x30
        put(Array(target.prefix(100)), at: 157)
        put(Array("ustar\u{0}00".utf8), at: 257)
        put(octal(device.0, 7), at: 329)
        put(octal(device.1, 7), at: 337)
        put(octal(block.reduce(0) { $0 + Int($1) }, 6) + [0, 0x20], at: 148)
        return block + padded(content)
    }

    /// A member in ustar form.
    public static func member(
        _ path: String, type: Character = "0", content: [UInt8] = [], mode: Int = 0o644, target: String = "",
        owner: (user: Int, group: Int) = (0, 0), time: Int = 0, device: (Int, Int) = (0, 0)
    ) -> [UInt8] {
        member(
            Array(path.utf8), type: type, content: content, mode: mode, target: Array(target.utf8), owner: owner,
            time: time, device: device)
    }

    /// A member with the checksum that its header has now.
    public static func withChecksum(_ member: [UInt8]) -> [UInt8] {
        var member = member
        guard member.count >= 512 else { return member }
        member.replaceSubrange(148..<156, with: Array("        ".utf8))
        let sum = member[..<512].reduce(0) { $0 + Int($1) }
        member.replaceSubrange(148..<156, with: octal(sum, 6) + [0, 0x20])
        return member
    }

    /// A header with extended records of POSIX.1-2001 for the next member, or for all with type "g".
    public static func extended(_ records: [(key: String, value: [UInt8])], type: Character = "x") -> [UInt8] {
        let content = records.flatMap { record in
            let rest = [0x20] + Array(record.key.utf8) + [0x3D] + record.value + [0x0A]
            var length = rest.count
            while "\(length)".utf8.count + rest.count != length { length += 1 }
            return Array("\(length)".utf8) + rest
        }
        return member("PaxHeaders/x", type: type, content: content)
    }

    /// GNU's header with the long path ("L") or target ("K") of the next member.
    public static func long(_ text: [UInt8], type: Character = "L") -> [UInt8] {
        member("././@LongLink", type: type, content: text + [0])
    }

    private static func padded(_ content: [UInt8]) -> [UInt8] {
        content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
    }

    private static func octal(_ number: Int, _ digits: Int) -> [UInt8] {
        let text = String(number, radix: 8)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }
}
