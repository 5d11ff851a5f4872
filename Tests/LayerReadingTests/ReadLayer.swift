import BinaryModel
import ImageStore
import LayerModel
import LayerReading
import PlatformModel
import TestSupport
import Testing

/// A layer that was read to its end.
struct ReadLayer: Equatable {
    let entries: [LayerEntry]
    let summary: LayerSummary

    /// Reads a blob in pieces of this size.
    init(
        _ blob: [UInt8], gzip: GzipLibrary = .best, pieceSize: Int = 256 << 10, limits: LayerLimits = LayerLimits(),
        depth: BinaryReader.Depth = .levels
    ) throws {
        try self.init(
            BytesSource(blob, pieceSize: pieceSize), gzip: gzip, limits: limits, depth: depth)
    }

    /// Reads the blob of a source.
    init(
        _ source: some LayerSource, gzip: GzipLibrary = .best, limits: LayerLimits = LayerLimits(),
        depth: BinaryReader.Depth = .levels
    ) throws {
        let reader = LayerReader(names: try Self.names.get(), depth: depth, limits: limits, gzip: gzip)
        var entries: [LayerEntry] = []
        summary = try reader.read(source, hashing: LayerDigests(diffID: .sha256, blob: .sha256)) {
            entries.append($0)
        }
        self.entries = entries
    }

    /// The built-in tables, read once.
    static let names = Result { BinaryNames(try PlatformCatalog.builtIn()) }

    /// The error that reading a blob throws; `nil` if it can be read.
    static func error(
        _ blob: [UInt8], gzip: GzipLibrary = .best, pieceSize: Int = 256 << 10, limits: LayerLimits = LayerLimits()
    ) throws -> LayerError? {
        do {
            _ = try ReadLayer(blob, gzip: gzip, pieceSize: pieceSize, limits: limits)
            return nil
        } catch let error as LayerError {
            return error
        }
    }

    /// What the reader says about the bytes of a whole file.
    static func binary(_ bytes: [UInt8], depth: BinaryReader.Depth = .levels) throws -> Binary {
        var reader = BinaryReader(size: UInt64(bytes.count), depth: depth, names: try names.get())
        var action = reader.start()
        while true {
            switch action {
            case .done(let binary): return binary
            case .read(let range):
                let part = Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
                action = reader.handle(.bytes(part, at: range.lowerBound))
            }
        }
    }
}

/// Compression by the programs that users have.
enum Compressed {
    /// One gzip member.
    static func gzip(_ bytes: [UInt8], level: Int = 6) throws -> [UInt8] {
        try runChecked("gzip", ["-n", "-\(level)"], stdin: bytes).stdout
    }

    /// One zstd frame, with a checksum as the program writes it.
    static func zstd(_ bytes: [UInt8], _ options: [String] = []) throws -> [UInt8] {
        try runChecked("zstd", ["-q", "-c"] + options, stdin: bytes).stdout
    }

    /// The CRC-32 of RFC 1952, section 8.
    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
        }
    }

    /// A skippable frame of RFC 8878, section 3.1.2.
    static func skippable(_ bytes: [UInt8], kind: UInt8 = 0) -> [UInt8] {
        let length = UInt32(bytes.count)
        return [0x50 | kind, 0x2A, 0x4D, 0x18] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + bytes
    }
}

/// The programs of `Tests/Fixtures/binaries`, whose README describes their form.
enum SampleProgram {
    /// The whole program, with zeros for what the fixture leaves out.
    static func bytes(_ name: String) throws -> [UInt8] {
        var whole: [UInt8] = []
        for line in try Fixtures.text("binaries/\(name)").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2 else { continue }
            if words[0] == "size" {
                whole = [UInt8](repeating: 0, count: try #require(Int(words[1])))
            } else {
                let digits = Array(words[1].utf8).map { UInt8(Int($0) > 0x60 ? Int($0) - 0x57 : Int($0) - 0x30) }
                let bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
                let offset = try #require(Int(words[0]))
                whole.replaceSubrange(offset..<offset + bytes.count, with: bytes)
            }
        }
        return whole
    }
}
