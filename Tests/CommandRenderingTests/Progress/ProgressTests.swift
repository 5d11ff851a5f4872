import ImageModel
import PlatformModel
import Testing

@testable import CommandRendering
@testable import ImageResolver

/// A pull of two layers, one of them already present, in ten seconds with one fault; times are milliseconds.
struct ProgressTests {
    private func course() throws -> [(at: Int64, event: ResolverEvent)] {
        let held = try Samples.digest("c")
        let fetched = try Samples.digest("d")
        let image = "registry.example/team/app:1"
        let size: Int64 = 20 << 20
        var course: [(at: Int64, event: ResolverEvent)] = [
            (
                0,
                .resolved(
                    image: image, digest: try Samples.digest("2"),
                    platform: Platform(os: "linux", architecture: "amd64", variant: "v3"), reason: "exact")
            ),
            (10, .blobDone(digest: held, size: 10 << 20, cached: true)),
            (10, .layersStarted(image: image, blobs: 1, bytes: size)),
            (20, .blobStarted(digest: fetched, size: size, resumedBytes: 4 << 20)),
        ]
        for step in 1...64 {
            let received: Int64 = (4 << 20) + Int64(step) << 18
            course.append((20 + Int64(step) * 150, .blobProgressed(digest: fetched, received: received, size: size)))
        }
        course.insert(
            (
                3_100,
                .retried(digest: fetched, what: "blob", reason: "connection reset", afterMilliseconds: 250, attempt: 1)
            ), at: 24)
        course.append((9_900, .blobDone(digest: fetched, size: size, cached: false)))
        return course
    }

    private func shown(_ style: ProgressStyle, width: Int = 79) throws -> String {
        var display = EventDisplay(style, messages: Messages(.notes, isStructured: style == .json))
        var text = ""
        var tick: Int64 = 0
        for (at, event) in try course() {
            while tick + 1_000 <= at {
                tick += 1_000
                text += display.text(at: tick, width: width, height: 24)
            }
            text += display.text(for: event, at: at)
        }
        let pulled = try Samples.pulled(bytes: 16 << 20, fromCache: 10 << 20, resumed: 4 << 20)
        text += display.text(for: FinishedImage(pulled))
        return text + display.erasure()
    }

    @Test func `plain progress is a start, one line per quarter, and a summary`() throws {
        try Golden.expect(try shown(.plain), "progress/plain.txt")
    }

    @Test func `bars replace each other, and leave only the permanent lines`() throws {
        try Golden.expect(try shown(.bars(isColored: false)), "progress/bars.txt")
    }

    @Test func `only the bars are colored`() throws {
        let colored = try shown(.bars(isColored: true))
        #expect(colored.contains("\u{1B}[32m"))
        let plain = colored.split(separator: "\u{1B}[32m").joined().split(separator: "\u{1B}[0m").joined()
        #expect(plain == (try shown(.bars(isColored: false))))
    }

    @Test(arguments: [1, 10, 20, 30, 40, 60, 200])
    func `no line of a bar is wider than the terminal`(width: Int) throws {
        let blob = BlobProgress(digest: try Samples.digest("d"), size: .max, received: 1 << 40, at: 0)
        #expect(BarLine(blob, .unpacking, at: 600).text(width: width, isColored: false).count <= width)
        #expect(BarLine(blob, .download, at: 600).text(width: width, isColored: false).count <= width)
    }

    @Test func `JSON progress is one object per line`() throws {
        let text = try shown(.json)
        for line in text.split(separator: "\n") {
            guard case .object(let members) = JSONValue(parsing: Array(line.utf8)) else {
                Issue.record("not an object: \(line)")
                continue
            }
            #expect(members["event"] != nil)
        }
        try Golden.expect(text, "progress/json.txt")
    }

    @Test func `no progress prints nothing, and retries explain a delay`() throws {
        #expect(try shown(.none) == "")
        #expect(try shown(.retries) == "blob dddddddddddd: connection reset; retrying in 250 ms (attempt 1)\n")
    }

    @Test func `a pull of an hour prints few lines, without long silences`() throws {
        let blob = try Samples.digest("d")
        var progress = PlainProgress()
        _ = progress.lines(for: .layersStarted(image: "app", blobs: 1, bytes: 1 << 30), at: 0)
        _ = progress.lines(for: .blobStarted(digest: blob, size: 1 << 30, resumedBytes: 0), at: 0)
        var lastLineAt: Int64 = 0
        var lines = 0
        for second in 1...3_600 {
            let now = Int64(second) * 1_000
            if !progress.lines(at: now).isEmpty {
                lastLineAt = now
                lines += 1
            }
            #expect(now - lastLineAt <= 10_000)
        }
        #expect(lines == 360)
    }

    @Test func `sizes that a registry invents never trap`() throws {
        let blob = try Samples.digest("d")
        for style in [ProgressStyle.plain, .bars(isColored: true), .json] {
            var display = EventDisplay(style, messages: Messages(.requests, isStructured: false))
            for (now, value) in [Int64.max, .min, -1, 0, .max].enumerated() {
                let at = Int64(now) * 20_000
                _ = display.text(for: .layersStarted(image: "app", blobs: .max, bytes: value), at: at)
                _ = display.text(for: .blobStarted(digest: blob, size: value, resumedBytes: value), at: at)
                _ = display.text(for: .blobProgressed(digest: blob, received: .max, size: value), at: at + 1_000)
                _ = display.text(for: .blobProgressed(digest: blob, received: .min, size: value), at: at + 2_000)
                _ = display.text(at: at + 3_000, width: 80, height: 24)
                _ = display.text(for: .blobDone(digest: blob, size: value, cached: false), at: at + 4_000)
                _ = display.text(for: .unpackingStarted(image: "app", layers: .min, bytes: value), at: at + 4_000)
                _ = display.text(for: .layerUnpacking(digest: blob, read: value, size: .max), at: at + 5_000)
                _ = display.text(for: .filesWritten(image: "app", bytes: value, entries: value), at: at + 5_000)
                _ = display.text(at: at + 6_000, width: 80, height: 24)
                _ = display.text(
                    for: .layerUnpacked(digest: blob, size: value, bytes: value, entries: .max), at: at + 7_000)
            }
        }
    }
}
