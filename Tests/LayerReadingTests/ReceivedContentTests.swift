import LayerModel
import LayerReading
import TestSupport
import Testing

/// The bytes of files, passed on while a layer is read.
struct ReceivedContentTests {
    /// What is received of the files with these paths.
    private final class Receiver: ContentReceiver {
        private let wanted: Set<String>
        private(set) var spools: [ContentSpool] = []
        private var filling: ContentSpool.Filling?

        init(_ wanted: Set<String>) { self.wanted = wanted }

        func begin(_ path: [UInt8], size: UInt64) throws(LayerError) -> Bool {
            finish()
            guard wanted.contains(String(decoding: path, as: UTF8.self)) else { return false }
            filling = try ContentSpool.Filling(size: size, in: "/tmp")
            return true
        }

        func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LayerError) {
            let isTaken = try filling?.take(bytes, at: offset)
            #expect(isTaken == true)
        }

        func finish() {
            if let filling = filling.take() { spools.append(filling.finished()) }
        }

        func contents() throws -> [[UInt8]] {
            finish()
            return try spools.map { spool in
                var bytes: [UInt8] = []
                try spool.forEachBlock { bytes += $0 }
                #expect(spool.size == bytes.count)
                return bytes
            }
        }
    }

    private func read(
        _ blob: [UInt8], _ wanted: Set<String>, pieceSize: Int = 256 << 10
    ) throws -> (contents: [[UInt8]], entries: [LayerEntry]) {
        let receiver = Receiver(wanted)
        var entries: [LayerEntry] = []
        _ = try LayerReader(names: try ReadLayer.names.get())
            .read(BytesSource(blob, pieceSize: pieceSize), into: receiver) { entries.append($0) }
        return (try receiver.contents(), entries)
    }

    @Test(arguments: [100, 512, 10_007, 256 << 10])
    func `wanted files arrive whole, and others are told by their bytes`(pieceSize: Int) throws {
        let long = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let script = Array("#!/bin/sh\n".utf8)
        let tar =
            SampleTar.member("a", content: long) + SampleTar.member("b", content: script)
            + SampleTar.member("empty") + SampleTar.member("a", content: script) + SampleTar.end
        let layer = try read(tar, ["a", "empty"], pieceSize: pieceSize)
        #expect(layer.contents == [long, [], script])
        #expect(layer.entries.map(\.kind) == [.file(nil), .file(try ReadLayer.binary(script)), .file(nil), .file(nil)])
        #expect(try read(try Compressed.gzip(tar), ["b"], pieceSize: pieceSize).contents == [script])
    }

    @Test(arguments: ["gnu", "posix"])
    func `the holes of a sparse file of GNU tar are zeros`(format: String) throws {
        let folder = try TemporaryFolder()
        for (name, size) in [("small", "3M"), ("large", "20M")] {
            try runChecked("truncate", ["-s", size, folder.file(name)])
            try runChecked(
                "dd", ["of=\(folder.file(name))", "bs=1", "seek=1048576", "conv=notrunc"], stdin: Array("data".utf8))
        }
        let tar = try runChecked(
            "tar", ["-C", folder.path, "--sparse", "--format", format, "-cf", "-", "small", "large"]
        ).stdout
        #expect(tar.count < 1 << 20)
        let contents = try read(tar, ["small", "large"]).contents
        #expect(contents.map(\.count) == [3 << 20, 20 << 20])
        #expect(contents == [try folder.read("small"), try folder.read("large")])
    }

    @Test func `bytes beyond the end of a file are not taken`() throws {
        for size in [10, ContentSpool.largestInMemory + 10] {
            var filling = try ContentSpool.Filling(size: size, in: "/tmp")
            let bytes: [UInt8] = [1, 2]
            let answers = try bytes.withUnsafeBytes { bytes in
                try [size - 2, size - 1, .max].map { try filling.take(bytes, at: $0) }
            }
            #expect(answers == [true, false, false])
            let spool = filling.finished()
            #expect(spool.size == Int64(size))
        }
    }
}
