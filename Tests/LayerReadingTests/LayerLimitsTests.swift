import LayerModel
import LayerReading
import TestSupport
import Testing

/// Large layers: what is valid passes, what is beyond a limit is refused.
struct LayerLimitsTests {
    @Test func `a million empty files are read one by one`() throws {
        let source = RepeatedSource([(SampleTar.member("usr/share/empty"), 1_000_000), (SampleTar.end, 1)])
        var count = 0
        let summary = try Self.reader().read(source) { _ in count += 1 }
        #expect(count == 1_000_000)
        #expect(summary.uncompressedBytes == 512_000_000 + 1024)
    }

    // Each member of gzip, and each frame of zstd, is a mebibyte of zeros: a thousandth of that, or less.
    @Test func `a gibibyte of zeros is a valid layer`() throws {
        let head = SampleTar.member(Array("zeros".utf8), size: 1 << 30)
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        for (head, zeros, end) in [
            (try Compressed.gzip(head), try Compressed.gzip(zeros), try Compressed.gzip(SampleTar.end)),
            (try Compressed.zstd(head), try Compressed.zstd(zeros), try Compressed.zstd(SampleTar.end)),
        ] {
            #expect(zeros.count < 2048)
            let parts = [(head, 1), (zeros, 1024), (end, 1)]
            var entries: [LayerEntry] = []
            let summary = try Self.reader().read(RepeatedSource(parts)) { entries.append($0) }
            #expect(entries.map(\.size) == [1 << 30])
            #expect(summary.uncompressedBytes == (1 << 30) + 1536)
            #expect(throws: LayerError.tooLarge(limitBytes: 512 << 20)) {
                _ = try Self.reader(LayerLimits(uncompressedBytes: 512 << 20)).read(RepeatedSource(parts)) { _ in }
            }
        }
    }

    @Test func `more entries than the limit are refused`() throws {
        let tar = SampleTar.member("a") + SampleTar.member("b") + SampleTar.member("c") + SampleTar.end
        #expect(try ReadLayer.error(tar, limits: LayerLimits(entries: 3)) == nil)
        #expect(try ReadLayer.error(tar, limits: LayerLimits(entries: 2)) == .tooManyEntries(limit: 2))
    }

    @Test func `bytes behind the archive count, too`() throws {
        let tar = SampleTar.member("a") + SampleTar.end + [UInt8](repeating: 7, count: 5000)
        let limit = Int64(tar.count)
        #expect(try ReadLayer.error(tar, limits: LayerLimits(uncompressedBytes: limit)) == nil)
        let error = try ReadLayer.error(tar, limits: LayerLimits(uncompressedBytes: limit - 1))
        #expect(error == .tooLarge(limitBytes: limit - 1))
    }

    private static func reader(_ limits: LayerLimits = LayerLimits()) throws -> LayerReader {
        LayerReader(names: try ReadLayer.names.get(), limits: limits)
    }
}

/// Bytes that repeat, without being held.
private final class RepeatedSource: LayerSource {
    private var parts: [(bytes: [UInt8], count: Int)]
    /// The number of copies of the first part that the block holds.
    private var filled = 0
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)

    init(_ parts: [(bytes: [UInt8], count: Int)]) {
        self.parts = parts
    }

    deinit { block.deallocate() }

    func next() -> UnsafeRawBufferPointer {
        guard let part = parts.first else { return UnsafeRawBufferPointer(start: nil, count: 0) }
        let copies = min(part.count, block.count / part.bytes.count)
        for copy in filled..<max(filled, copies) {
            UnsafeMutableRawBufferPointer(rebasing: block[(copy * part.bytes.count)...]).copyBytes(from: part.bytes)
        }
        filled = max(filled, copies)
        parts[0].count -= copies
        if parts[0].count == 0 {
            parts.removeFirst()
            filled = 0
        }
        return UnsafeRawBufferPointer(rebasing: block[..<(copies * part.bytes.count)])
    }
}

/// The limit for layers that are written to the disk.
struct UnpackLimitTests {
    /// Counts the bytes of files.
    private final class Counter: MemberReceiver {
        var bytes = 0

        func begin(_ member: LayerMember) -> Bool { true }
        func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) { self.bytes += bytes.count }
        func endFile() {}
    }

    @Test func `a layer that grows more than the ratio is refused, beyond the bytes that each may have`() throws {
        let zeros = try Compressed.gzip(
            SampleTar.member("zeros", content: [UInt8](repeating: 0, count: 4 << 20)) + SampleTar.end)
        var limits = LayerLimits.unpacking
        #expect(limits.ratio == 250)
        let names = try ReadLayer.names.get()
        let counter = Counter()
        _ = try LayerReader(names: names, limits: limits).unpack(BytesSource(zeros), into: counter)
        #expect(counter.bytes == 4 << 20)
        limits.unratedBytes = 1 << 20
        let error = #expect(throws: LayerError.self) {
            _ = try LayerReader(names: names, limits: limits).unpack(BytesSource(zeros), into: Counter())
        }
        guard case .bomb(let bytes, ratio: 250) = error else {
            Issue.record("the layer is accepted, or refused for another reason: \(String(describing: error))")
            return
        }
        #expect(bytes > 1 << 20)
    }
}
