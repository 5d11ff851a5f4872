/// One entry of a sample's layer.
public struct LayerFile: Sendable {
    /// What an entry is; the raw value is the type flag of tar (POSIX.1-1988, ustar).
    enum Kind: UInt8, Sendable {
        case file = 0x30
        case hardLink = 0x31
        case symbolicLink = 0x32
        case folder = 0x35
    }

    /// The entry's name.
    public let path: String
    let kind: Kind
    let mode: Int
    /// What it holds.
    public let bytes: [UInt8]
    let target: String
    /// The size that the header says; nil for the true one.
    var claimedSize: Int?

    /// A file that holds `bytes`.
    public static func file(_ path: String, _ bytes: [UInt8], mode: Int = 0o644) -> LayerFile {
        LayerFile(path: path, kind: .file, mode: mode, bytes: bytes, target: "")
    }

    /// A file that holds `text`.
    public static func file(_ path: String, _ text: String, mode: Int = 0o644) -> LayerFile {
        file(path, Array(text.utf8), mode: mode)
    }

    /// A file of `size` bytes that no compression makes smaller, the same for the same seed.
    public static func random(_ path: String, size: Int, seed: UInt64 = 1) -> LayerFile {
        var generator = SeededGenerator(seed: seed)
        let bytes = [UInt8](unsafeUninitializedCapacity: size + 7) { buffer, count in
            let raw = UnsafeMutableRawBufferPointer(buffer)
            for offset in stride(from: 0, to: size, by: 8) where offset + 8 <= raw.count {
                raw.storeBytes(of: generator.next(), toByteOffset: offset, as: UInt64.self)
            }
            count = size
        }
        return file(path, bytes)
    }

    /// A folder.
    public static func folder(_ path: String, mode: Int = 0o755) -> LayerFile {
        LayerFile(path: path + "/", kind: .folder, mode: mode, bytes: [], target: "")
    }

    /// A second name of `target`.
    public static func hardLink(_ path: String, to target: String) -> LayerFile {
        LayerFile(path: path, kind: .hardLink, mode: 0o644, bytes: [], target: target)
    }

    /// The same entry, whose header says another size.
    public func claiming(size: Int) -> LayerFile {
        var file = self
        file.claimedSize = size
        return file
    }

    /// A symbolic link to `target`.
    public static func symbolicLink(_ path: String, to target: String) -> LayerFile {
        LayerFile(path: path, kind: .symbolicLink, mode: 0o777, bytes: [], target: target)
    }
}
