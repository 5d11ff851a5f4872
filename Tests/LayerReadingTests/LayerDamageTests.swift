import LayerModel
import LayerReading
import TestSupport
import Testing

/// Damaged and hostile layers: an error that says what is wrong, never a trap, and bounded work.
struct LayerDamageTests {
    private static let small: [UInt8] =
        SampleTar.member("bin/", type: "5")
        + SampleTar.member("bin/sh", content: Array("#!/bin/sh\n".utf8) + [UInt8](repeating: 0x41, count: 3000))
        + SampleTar.extended([("path", Array("long".utf8)), ("GNU.sparse.major", Array("1".utf8))])
        + SampleTar.member("short", content: [1, 2, 3]) + SampleTar.long(Array("x".utf8)) + SampleTar.member("y")

    // The archive may end behind any member; Go's reader takes that, too.
    @Test func `an archive that is cut says so, unless it is cut between members`() throws {
        let tar = Array(Tar.archive([.file("a", [1]), .random("b", size: 2000), .file("c", [2])]).dropLast(1024))
        // The header, then the content; the padding behind the content of the last member may be missing.
        let whole: Set = [0, 1024, 1024 + 512 + 2048, tar.count]
        for count in Array(stride(from: 0, through: tar.count, by: 512)) + [1, 100, 511, 513, 1025, 1700] {
            let error = try ReadLayer.error(Array(tar[..<count]))
            if whole.contains(count) {
                #expect(error == nil, "\(count)")
            } else {
                #expect(error != nil, "\(count)")
            }
            if count > 1024, !whole.contains(count) {
                guard case .cutTar = error else {
                    Issue.record("\(count): \(error.map { "\($0)" } ?? "none")")
                    continue
                }
            }
        }
    }

    @Test(arguments: GzipLibrary.allCases)
    func `compressed data that is cut anywhere is incomplete`(gzip: GzipLibrary) throws {
        let tar = Self.small + SampleTar.end
        for (blob, compression) in [
            (try Compressed.gzip(tar), LayerCompression.gzip), (try Compressed.zstd(tar), .zstd),
        ] {
            // Fewer bytes do not show the compression.
            for count in 4..<blob.count {
                let part = Array(blob[..<count])
                for pieceSize in [count, 1] {
                    let error = try ReadLayer.error(part, gzip: gzip, pieceSize: pieceSize)
                    #expect(error == .cut(compression, atByte: Int64(count)), "\(count) of \(blob.count)")
                }
            }
        }
        let word = "\(LayerError.cut(.gzip, atByte: 12))"
        #expect(word == "it is incomplete: its gzip data does not end within its 12 bytes")
    }

    @Test func `headers that lie about sizes are refused without waiting for the bytes`() throws {
        let sizes = [1, 513, 1 << 20, 0o77777777777]
        for size in sizes {
            let tar = SampleTar.member(Array("a".utf8), size: size)
            guard case .cutTar = try ReadLayer.error(tar) else {
                Issue.record("size \(size)")
                continue
            }
        }
        // A size in base 256, as GNU tar writes large ones; and negative.
        for first: UInt8 in [0x80, 0xFF] {
            var tar = SampleTar.member("a")
            tar.replaceSubrange(124..<136, with: [first] + [UInt8](repeating: 0xFF, count: 11))
            var sum = 0
            tar.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
            for byte in tar[..<512] { sum += Int(byte) }
            let digits = String(sum, radix: 8)
            tar.replaceSubrange(148..<156, with: Array(("0" + digits).utf8.suffix(6)) + [0, 0x20])
            #expect(try ReadLayer.error(tar + SampleTar.end) != nil, "\(first)")
        }
        for size in ["99999999999999999999", "-1", "9223372036854775807", "x"] {
            let tar = SampleTar.extended([("size", Array(size.utf8))]) + SampleTar.member("a") + SampleTar.end
            _ = try ReadLayer.error(tar)
        }
    }

    @Test func `a header with a wrong checksum is damage, and tells how far the archive was read`() throws {
        var tar = SampleTar.member("a", content: [1]) + SampleTar.member("b") + SampleTar.end
        tar[1024 + 5] ^= 1
        guard case .damagedTar(_, afterEntries: 1) = try ReadLayer.error(tar) else {
            Issue.record("not damaged")
            return
        }
    }

    // libarchive reads the header that follows an extended one by recursion.
    @Test func `many extended headers in a row are refused, and do not exhaust the stack`() throws {
        let one = SampleTar.extended([("comment", [0x41])])
        var tar: [UInt8] = []
        for _ in 0..<20_000 { tar += one }
        #expect(try ReadLayer.error(tar + SampleTar.member("a") + SampleTar.end) != nil)
        let long = SampleTar.member(Array("x".utf8), type: "x", content: [UInt8](repeating: 0x30, count: 3 << 20))
        #expect(try ReadLayer.error(long + SampleTar.member("a") + SampleTar.end) != nil)
    }

    @Test func `damaged blobs are read or refused alike by both gzip libraries`() throws {
        var random = SeededGenerator.fromEnvironment("damaged layers")
        let tar = Self.small + SampleTar.member("program", content: try SampleProgram.bytes("dynamic-armhf"))
        let blob = try Compressed.gzip(tar + SampleTar.end)
        for _ in 0..<2000 {
            let damaged = Self.damaged(blob, &random)
            let pieceSize = Int.random(in: 1...blob.count, using: &random)
            let (fast, slow) = (
                Result { try ReadLayer(damaged, gzip: .isal, pieceSize: pieceSize) },
                Result { try ReadLayer(damaged, gzip: .zlib, pieceSize: pieceSize) }
            )
            switch (fast, slow) {
            case (.success(let fast), .success(let slow)): #expect(fast == slow)
            case (.failure, .failure): break
            default: Issue.record("\(fast) by isa-l, \(slow) by zlib: \(damaged)")
            }
        }
    }

    @Test func `damaged archives and frames are read or refused without a trap`() throws {
        var random = SeededGenerator.fromEnvironment("damaged archives")
        let tar = Self.small + SampleTar.member("program", content: try SampleProgram.bytes("dynamic-armhf"))
        let frame = try Compressed.zstd(tar + SampleTar.end)
        let limits = LayerLimits(uncompressedBytes: 64 << 20)
        for round in 0..<3000 {
            let damaged = Self.damaged(round % 3 == 0 ? frame : tar + SampleTar.end, &random)
            let pieceSize = Int.random(in: 1...damaged.count + 1, using: &random)
            if let error = try ReadLayer.error(damaged, pieceSize: pieceSize, limits: limits) {
                #expect(!"\(error)".isEmpty)
            }
        }
    }

    private static func damaged(_ blob: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = blob
        for _ in 0...Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0...5, using: &random) {
            case 0: bytes.removeSubrange(place...)
            case 1:
                let end = min(bytes.count, place + Int.random(in: 1...600, using: &random))
                bytes.removeSubrange(place..<end)
            case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 512)], at: place)
            case 3: bytes[place] = 0xFF
            default: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
            }
        }
        return bytes
    }
}
