import TestSupport
import Testing

@testable import CommandRendering
@testable import ImageResolver

struct BarHeightTests {
    // The cursor stands below the bars, and lines that have scrolled off the screen could not be replaced.
    @Test(.userCase("N15"), arguments: [(0, 0), (1, 0), (2, 1), (3, 2), (4, 3), (6, 5), (8, 7), (24, 7)])
    func `the bars fit the height of the terminal, and the total is the last to go`(height: Int, lines: Int) throws {
        var bars = BarProgress(isColored: false)
        _ = bars.lines(for: .layersStarted(image: "app:1", blobs: 6, bytes: 6_000), at: 0)
        for digit in "123456" {
            let digest = try Samples.digest(digit)
            _ = bars.lines(for: .blobStarted(digest: digest, size: 1_000, resumedBytes: 0), at: 0)
        }
        let frame = bars.frame(at: 1_000, width: 79, height: height)
        #expect(frame.count == lines)
        #expect(frame.last?.hasPrefix("total ") == (lines > 0 ? true : nil))
        let shown = frame.count { $0.contains("[") }
        if lines > 1, lines < 7 { #expect(frame[lines - 2] == "and \(6 - shown) more") }
    }

    @Test(.userCase("N14"), arguments: [1, 2]) func `of several names of a copy, each has a line`(count: Int) throws {
        let digest = try Samples.digest("2")
        let targets = [
            CopiedImage.Target(name: "b.example/app", tag: "1", digest: digest, replaced: nil, wasThere: false),
            CopiedImage.Target(name: "c.example/app", tag: nil, digest: digest, replaced: nil, wasThere: true),
        ]
        let image = FinishedImage(
            CopiedImage(
                image: "a.example/app:1", digest: digest, index: nil, platforms: nil,
                targets: Array(targets.prefix(count)), referrers: [], bytes: 0, bytesPresent: 0, bytesMounted: 0,
                bytesElsewhere: 0, seconds: 0))
        let lines = ["b.example/app:1: \(digest)", "c.example/app: \(digest) (already present)"]
        for var style in [PlainProgress(), BarProgress(isColored: false)] as [any ProgressRendering] {
            #expect(style.lines(for: image).dropLast() == (count > 1 ? lines : [])[...])
        }
    }

    @Test(.userCase("N14")) func `of several platforms, each summary says which`() throws {
        let image = try Samples.pulled(bytes: 16 << 20, fromCache: 0)
        let one = ProgressSentence.done(FinishedImage(image))
        let several = ProgressSentence.done(FinishedImage(image, isOneOfSeveral: true))
        #expect(one.hasPrefix("registry.example/team/app:1: done, 16.0 MiB"))
        #expect(several.hasPrefix("registry.example/team/app:1 linux/amd64/v3: done, 16.0 MiB"))
    }
}
