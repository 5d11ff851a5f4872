/// Tar archives in ustar form, with no time and no owner in them: the same files give the same bytes.
public enum Tar {
    /// The archive of `files`, in their order.
    public static func archive(_ files: [LayerFile]) -> [UInt8] {
        var archive: [UInt8] = []
        for file in files {
            archive += header(file)
            archive += file.bytes
            archive += [UInt8](repeating: 0, count: (512 - file.bytes.count % 512) % 512)
        }
        return archive + [UInt8](repeating: 0, count: 1024)
    }

    private static func header(_ file: LayerFile) -> [UInt8] {
        precondition(file.path.utf8.count <= 100 && file.target.utf8.count <= 100, "samples have short names")
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) {
            block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
        }
        put(file.path, at: 0)
        put(octal(file.mode, digits: 7), at: 100)
        put(octal(0, digits: 7), at: 108)
        put(octal(0, digits: 7), at: 116)
        put(octal(file.claimedSize ?? file.bytes.count, digits: 11), at: 124)
        put(octal(0, digits: 11), at: 136)
        put("        ", at: 148)
        block[156] = file.kind.rawValue
        put(file.target, at: 157)
        put("ustar", at: 257)
        put("00", at: 263)
        let sum = block.reduce(0) { $0 + Int($1) }
        put(octal(sum, digits: 6) + "\0 ", at: 148)
        return block
    }

    private static func octal(_ number: Int, digits: Int) -> String {
        let text = String(number, radix: 8)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
