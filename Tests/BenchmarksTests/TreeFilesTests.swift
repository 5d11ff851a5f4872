import TestSupport
import Testing

@testable import Benchmarks

/// The files that images are made of.
struct TreeFilesTests {
    private static func file(_ path: String, _ size: Int) -> FileRecord {
        FileRecord(isRegular: true, size: size, path: path)
    }

    @Test func `a line of find is a kind, a size and a path`() {
        let records = FileRecord.all(in: "f 12 /usr/a b\0d 4096 /usr\0l 3 /usr/l\0f x /usr/y\0f 1 /usr/\u{FFFD}\0")
        #expect(
            records == [
                Self.file("usr/a b", 12), FileRecord(isRegular: false, size: 0, path: "usr"),
                FileRecord(isRegular: false, size: 0, path: "usr/l"),
            ])
    }

    @Test(arguments: [(0, []), (1, ["b/x"]), (10, ["b/x"]), (11, ["b/x", "b/z"]), (1_000, ["b/x", "b/z", "a/y"])])
    func `files are taken tree by tree, in order, until there are enough bytes`(most: Int, paths: [String]) {
        let trees = [[Self.file("b/z", 5), Self.file("b/x", 10)], [Self.file("a/y", 1), Self.file("b/x", 10)]]
        #expect(FileRecord.first(of: trees, most: most).map(\.path) == paths)
    }

    @Test func `a file of an upper layer replaces one of a lower layer, and a whiteout hides it`() {
        var files = TreeFiles()
        files.lay([Self.file("a", 5_000_000), Self.file("b", 7), FileRecord(isRegular: false, size: 0, path: "d")])
        files.lay([Self.file("a", 2_000_000)])
        files.hide("b")
        #expect([files.count, files.bytes, files.entries] == [1, 2_000_000, 5])
        #expect(files.text == "2 MB in 5 entries")
    }

    @Test func `a daemon's time and memory are those of proc`() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 9 9 9 9 150 50 25 75 20 0 8 0 100 1 2"
        let usage = DaemonUsage(
            stat: stat, status: "Name:\ta\nVmHWM:\t   2048 kB\nVmRSS:\t 12 kB\n", ticksPerSecond: 100)
        #expect(usage == DaemonUsage(processorSeconds: 3, peakKibibytes: 2048))
        #expect(DaemonUsage(stat: "", status: "", ticksPerSecond: 100) == DaemonUsage())
        let run = Measurement(wallSeconds: 1, processorSeconds: 0.5, peakKibibytes: 10)
        let both = run.adding(from: DaemonUsage(processorSeconds: 2, peakKibibytes: 5), to: usage)
        #expect(both == Measurement(wallSeconds: 1, processorSeconds: 1.5, peakKibibytes: 2058))
    }

    @Test func `a layout of files has layers that hold them, and the digests of what is in these`() throws {
        let folder = try TemporaryFolder()
        let source = try TemporaryFolder()
        for name in ["a", "b", "c"] { try source.write("\(name)/file", "1234") }
        let plan = ImagePlan(
            name: "t",
            .files([
                LayerPlan(.copies(of: [source.path + "/a*", source.path + "/b", source.path + "/none"], most: 100)),
                LayerPlan(.emptyFiles(count: 1_001), hidingFiles: 1),
            ]))
        let image = try LayoutWriter(folder: folder.path).write(plan)
        let files = try #require(image.files)
        #expect([files.count, files.bytes] == [1_002, 4])
        let paths = image.layers.map { folder.file("blobs/sha256/\($0.hexadecimal)") }
        let lists = try paths.map { try runChecked("tar", ["-t", "-z", "-f", $0]).output.split(separator: "\n") }
        #expect(lists.map(\.count) == [4, 1_004])
        #expect(lists[1].last?.hasSuffix("/a/.wh.file") == true)
        let config = try String(decoding: folder.read("blobs/sha256/\(image.documents[2].hexadecimal)"), as: UTF8.self)
        for path in paths {
            let sum = try runChecked("sh", ["-c", "gzip -dc \"$1\" | sha256sum", "sh", path]).output.prefix(64)
            #expect(config.contains("sha256:" + sum))
        }
        let text = try #require(image.detail)
        #expect(text.hasPrefix("2 layers, 0 MB compressed, 0 MB in 1,008 entries"))
    }
}
