/// Programs of `Tests/Fixtures/binaries`, whose README describes them.
public enum SampleProgram {
    /// The bytes of a program, such as `busybox-arm64`: its headers, and zeros for the rest.
    public static func bytes(_ name: String) throws -> [UInt8] {
        var program: [UInt8] = []
        for line in try Fixtures.text("binaries/\(name)").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2 else { continue }
            if words[0] == "size" {
                program = [UInt8](repeating: 0, count: Int(words[1]) ?? 0)
            } else if let offset = Int(words[0]) {
                let digits = Array(words[1].utf8).map { Int($0) - (Int($0) > 0x60 ? 0x57 : 0x30) }
                let piece = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
                program.replaceSubrange(offset..<offset + piece.count, with: piece)
            }
        }
        return program
    }

    /// The program as an executable file at a path.
    public static func file(_ path: String, _ name: String) throws -> LayerFile {
        .file(path, try bytes(name), mode: 0o755)
    }
}
