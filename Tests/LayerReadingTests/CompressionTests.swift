import BinaryModel
import LayerModel
import LayerReading
import TestSupport
import Testing

/// Compressed layers: what their bytes say, whatever library decodes them.
struct CompressionTests {
    /// A layer of some files.
    private static let small = files + SampleTar.end
    /// A layer of some files, the last of random bytes.
    static let tar = files + Tar.archive([.random("random", size: 300_000)])
    private static let files = (0..<40).flatMap {
        SampleTar.member("usr/share/doc/\($0)", content: Array("line \($0)\n".utf8))
    }

    @Test(arguments: GzipLibrary.allCases)
    func `a layer gives the same, however it is compressed and cut into pieces`(gzip: GzipLibrary) throws {
        let tar = Self.tar
        let (first, second) = (Array(tar[..<70_001]), Array(tar[70_001...]))
        let plain = try ReadLayer(tar)
        let zipped = try Compressed.gzip(tar)
        let blobs: [(String, [UInt8], LayerCompression)] = [
            ("plain", tar, .none), ("gzip", zipped, .gzip), ("gzip -1", try Compressed.gzip(tar, level: 1), .gzip),
            ("gzip members", try Compressed.gzip(first) + Compressed.gzip([]) + Compressed.gzip(second), .gzip),
            ("gzip with padding", zipped + [UInt8](repeating: 0, count: 5000), .gzip),
            ("zstd", try Compressed.zstd(tar), .zstd),
            ("zstd frames", try Compressed.zstd(first) + Compressed.zstd([]) + Compressed.zstd(second), .zstd),
            (
                "skippable frames",
                Compressed.skippable([1, 2]) + (try Compressed.zstd(first)) + Compressed.skippable([], kind: 15)
                    + (try Compressed.zstd(second)) + Compressed.skippable([3, 4], kind: 7), .zstd
            ),
            ("zstd without checksum", try Compressed.zstd(tar, ["--no-check"]), .zstd),
            ("zstd with padding", try Compressed.zstd(tar) + [0, 0, 0], .zstd),
        ]
        for (name, blob, compression) in blobs {
            let blobDigest = SampleDigest.sha256(of: blob)
            for pieceSize in [blob.count, 4096, 997, 3] {
                let layer = try ReadLayer(blob, gzip: gzip, pieceSize: pieceSize)
                #expect(layer.entries == plain.entries, "\(name), \(pieceSize)")
                #expect(layer.summary.compression == compression, "\(name)")
                #expect(layer.summary.diffID == plain.summary.diffID, "\(name), \(pieceSize)")
                #expect(layer.summary.uncompressedBytes == Int64(tar.count), "\(name)")
                #expect(layer.summary.blobBytes == Int64(blob.count), "\(name)")
                #expect(layer.summary.blobDigest.map { "\($0)" } == blobDigest, "\(name)")
            }
        }
    }

    @Test func `the digest of the uncompressed bytes is that of the whole tar`() throws {
        let layer = try ReadLayer(try Compressed.gzip(Self.tar))
        #expect(layer.summary.diffID.map { "\($0)" } == SampleDigest.sha256(of: Self.tar))
        #expect(layer.summary.entries == 41)
    }

    // RFC 1952: a header may have extra fields, a name, a comment and a checksum of its own.
    @Test(arguments: GzipLibrary.allCases)
    func `every field of gzip's header is passed over`(gzip: GzipLibrary) throws {
        let member = try Compressed.gzip(Self.small)
        let extra: [UInt8] = [0x10, 0x27] + [UInt8](repeating: 0x41, count: 10_000)
        let name = [UInt8](repeating: 0x42, count: 5000) + [0]
        let fields: [(UInt8, [UInt8])] = [(4, extra), (8, name), (16, name), (4 | 8 | 16, extra + name + name)]
        for (flags, field) in fields {
            // With the flag 2, the lowest 16 bits of the header's checksum follow.
            let header = Array(member[..<3]) + [flags | 2] + member[4..<10] + field
            let sum = Compressed.checksum(header)
            let right = header + [UInt8(truncatingIfNeeded: sum), UInt8(truncatingIfNeeded: sum >> 8)] + member[10...]
            let wrong = header + [UInt8(truncatingIfNeeded: ~sum), UInt8(truncatingIfNeeded: sum >> 8)] + member[10...]
            let plain = Array(member[..<3]) + [flags] + member[4..<10] + field + member[10...]
            for pieceSize in [plain.count, 11, 1] {
                for blob in [plain, right] {
                    let layer = try ReadLayer(blob, gzip: gzip, pieceSize: pieceSize)
                    #expect(layer.summary.entries == 40, "flags \(flags), \(pieceSize)")
                }
                #expect(try ReadLayer.error(wrong, gzip: gzip, pieceSize: pieceSize) != nil, "flags \(flags)")
            }
        }
    }

    @Test(arguments: GzipLibrary.allCases)
    func `something behind compressed data is an error that says where it is`(gzip: GzipLibrary) throws {
        let zipped = try Compressed.gzip(Self.small)
        let frame = try Compressed.zstd(Self.small)
        let word = Array("more".utf8)
        let cases: [([UInt8], LayerError)] = [
            (zipped + word, .trailing(.gzip, atByte: Int64(zipped.count))),
            (zipped + [0, 0, 0] + word, .trailing(.gzip, atByte: Int64(zipped.count + 3))),
            (frame + word, .trailing(.zstd, atByte: Int64(frame.count))),
            (zipped + frame, .trailing(.gzip, atByte: Int64(zipped.count))),
        ]
        for (blob, error) in cases {
            #expect(try ReadLayer.error(blob, gzip: gzip) == error)
            #expect(try ReadLayer.error(blob, gzip: gzip, pieceSize: 1) == error)
        }
        // The first byte fits, the next do not.
        guard case .trailing(.zstd, _) = try ReadLayer.error(frame + [0x28, 1, 2, 3, 4, 5]) else {
            Issue.record("the second frame is none")
            return
        }
        #expect(try ReadLayer.error(zipped + [0x1F, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], gzip: gzip) != nil)
    }

    @Test func `layers in compressions that images do not use are refused by name`() throws {
        let tar = Self.tar
        for (program, compression) in [("xz", LayerCompression.xz), ("bzip2", .bzip2)] {
            let blob = try runChecked(program, ["-c"], stdin: tar).stdout
            let error = try #require(try ReadLayer.error(blob))
            #expect(error == .unsupported(compression))
            #expect("\(error)".contains("compressed by \(program)"))
        }
        // A name that begins like a bzip2 stream.
        #expect(try ReadLayer(SampleTar.member("BZh91AY") + SampleTar.end).summary.compression == .none)
    }

    @Test(arguments: GzipLibrary.allCases)
    func `what is compressed, but is no tar archive, is named`(gzip: GzipLibrary) throws {
        let page = Array("<!DOCTYPE html><html><body>Sign in to continue</body></html>".utf8)
        let noise = LayerFile.random("x", size: 5000).bytes
        let inner = try Compressed.gzip(Self.tar)
        let cases: [([UInt8], OtherContent)] = [
            (page, .html), (noise, .data), (Array("{\"errors\":[]}".utf8), .text), (inner, .gzip),
            (try Compressed.zstd(Self.tar), .zstandard), (Array("PK\u{3}\u{4}".utf8) + noise, .zip),
        ]
        for (content, kind) in cases {
            #expect(try ReadLayer.error(try Compressed.gzip(content), gzip: gzip) == .notTar(kind))
            #expect(try ReadLayer.error(try Compressed.zstd(content), gzip: gzip) == .notTar(kind))
            if kind != .gzip, kind != .zstandard { #expect(try ReadLayer.error(content) == .notTar(kind)) }
        }
        #expect(
            "\(LayerError.notTar(.html))" == "its uncompressed bytes are an HTML page, not a tar archive")
    }

    @Test(arguments: GzipLibrary.allCases)
    func `a wrong checksum or length is told from other damage`(gzip: GzipLibrary) throws {
        let zipped = try Compressed.gzip(Self.tar)
        for back in [1, 4, 5, 8] {
            var blob = zipped
            blob[blob.count - back] ^= 1
            for pieceSize in [blob.count, 5] {
                guard case .wrongChecksum(.gzip, _) = try ReadLayer.error(blob, gzip: gzip, pieceSize: pieceSize) else {
                    Issue.record("byte \(back) from the end")
                    continue
                }
            }
        }
        var frame = try Compressed.zstd(Self.tar, ["--check"])
        frame[frame.count - 1] ^= 1
        guard case .wrongChecksum(.zstd, _) = try ReadLayer.error(frame) else {
            Issue.record("zstd's checksum")
            return
        }
        var block = zipped
        // A block of the reserved type: RFC 1951, section 3.2.3.
        block[10] |= 0b110
        guard case .damaged(.gzip, _, _) = try ReadLayer.error(block, gzip: gzip) else {
            Issue.record("block")
            return
        }
    }

    // zstd 1.5.4, which does not know the size of its standard input: level 19 has a window of 8 MiB.
    @Test func `a window of zstd beyond the limit is refused, and one below it is not`() throws {
        let wide = try Compressed.zstd(Self.small, ["--long=27"])
        #expect(try ReadLayer.error(wide) == .windowTooLarge(limitBytes: 32 << 20))
        for options in [["-19"], ["--long=25"]] {
            #expect(try ReadLayer(try Compressed.zstd(Self.small, options)).summary.entries == 40)
        }
        #expect(
            "\(LayerError.windowTooLarge(limitBytes: 32 << 20))".contains("a window of more than 32 MiB"))
    }
}
