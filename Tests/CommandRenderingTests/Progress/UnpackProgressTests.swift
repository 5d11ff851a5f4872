import ImageModel
import PlatformModel
import TestSupport
import Testing

@testable import CommandRendering
@testable import ImageResolver

/// A pull of two layers that are unpacked as soon as they have arrived; times are milliseconds.
struct UnpackProgressTests {
    private static let image = "registry.example/team/app:1"
    private static let mebibyte: Int64 = 1 << 20

    private func course() throws -> [(at: Int64, event: ResolverEvent)] {
        let (small, large) = (try Samples.digest("c"), try Samples.digest("d"))
        let (smallSize, largeSize) = (6 * Self.mebibyte, 18 * Self.mebibyte)
        var course: [(at: Int64, event: ResolverEvent)] = [
            (
                0,
                .resolved(
                    image: Self.image, digest: try Samples.digest("2"),
                    platform: Platform(os: "linux", architecture: "amd64", variant: nil), reason: "exact")
            ),
            (10, .layersStarted(image: Self.image, blobs: 2, bytes: smallSize + largeSize)),
            (11, .unpackingStarted(image: Self.image, layers: 2, bytes: smallSize + largeSize)),
            (20, .blobStarted(digest: small, size: smallSize, resumedBytes: 0)),
            (20, .blobStarted(digest: large, size: largeSize, resumedBytes: 0)),
        ]
        for step in 1...Int64(18) {
            let at = 20 + step * 300
            let part = step * Self.mebibyte
            course.append((at, .blobProgressed(digest: large, received: part, size: largeSize)))
            if step <= 6 { course.append((at, .blobProgressed(digest: small, received: part, size: smallSize))) }
            if step == 6 { course.append((at, .blobDone(digest: small, size: smallSize, cached: false))) }
            if 7...11 ~= step {
                let read = (step - 6) * Self.mebibyte
                course.append((at, .layerUnpacking(digest: small, read: read, size: smallSize)))
                course.append((at, .filesWritten(image: Self.image, bytes: 3 * read, entries: read >> 13)))
            }
            if step == 12 {
                course.append((at, .filesWritten(image: Self.image, bytes: 20 << 20, entries: 1_203)))
                course.append((at, .layerUnpacked(digest: small, size: smallSize, bytes: 21 << 20, entries: 1_203)))
            }
        }
        course.append((5_420, .blobDone(digest: large, size: largeSize, cached: false)))
        for step in 1...Int64(17) {
            let read = step * Self.mebibyte
            let at = 5_420 + step * 200
            course.append((at, .layerUnpacking(digest: large, read: read, size: largeSize)))
            course.append((at, .filesWritten(image: Self.image, bytes: (20 << 20) + 3 * read, entries: 1_204)))
        }
        course.append((9_010, .layerUnpacked(digest: large, size: largeSize, bytes: 60 << 20, entries: 1)))
        return course
    }

    private func shown(_ style: ProgressStyle) throws -> String {
        var display = EventDisplay(style, messages: Messages(.notes, isStructured: style == .json))
        var text = ""
        var tick: Int64 = 0
        func drawn(until at: Int64) -> String {
            var text = ""
            while tick + 1_000 <= at {
                tick += 1_000
                text += display.text(at: tick, width: 120, height: 24)
            }
            return text
        }
        for (at, event) in try course() {
            text += drawn(until: at)
            text += display.text(for: event, at: at)
        }
        // The files are brought to the disk meanwhile.
        text += drawn(until: 22_000)
        let size = UnpackedSize(bytes: 80 << 20, entries: 1_204)
        let pulled = try Samples.pulled(bytes: 24 << 20, unpacked: size)
        text += display.text(for: FinishedImage(pulled))
        return text + display.text(at: 23_000, width: 120, height: 24) + display.erasure()
    }

    @Test func `plain progress counts transfers and unpacking together`() throws {
        try Golden.expect(try shown(.plain), "progress/unpack-plain.txt")
    }

    @Test func `bars tell what is transferred from what is unpacked, and one line has the total`() throws {
        try Golden.expect(try shown(.bars(isColored: false)), "progress/unpack-bars.txt")
    }

    @Test func `JSON progress has the steps of unpacking, and what was unpacked`() throws {
        try Golden.expect(try shown(.json), "progress/unpack-json.txt")
    }

    @Test(arguments: [false, true])
    func `the total is the same whichever stage is announced first`(unpacksFirst: Bool) throws {
        let blob = try Samples.digest("d")
        let events: [ResolverEvent] = [
            .layersStarted(image: "app", blobs: 1, bytes: 1_000),
            .unpackingStarted(image: "app", layers: 1, bytes: 3_000),
        ]
        var ledger = TransferLedger()
        for event in unpacksFirst ? events.reversed() : events { ledger.apply(event, at: 0) }
        ledger.apply(.blobStarted(digest: blob, size: 1_000, resumedBytes: 0), at: 1)
        ledger.apply(.blobDone(digest: blob, size: 1_000, cached: false), at: 2)
        #expect(ledger.percent == 25)
        ledger.apply(.layerUnpacking(digest: blob, read: 1_000, size: 1_000), at: 3)
        #expect(ledger.total(at: 3) == "50 %, downloaded 1000 B of 1000 B, unpacked 1000 B of 2.9 KiB")
    }

    @Test func `an image whose blobs are all present shows only the unpacking`() throws {
        let blob = try Samples.digest("d")
        var ledger = TransferLedger()
        ledger.apply(.blobDone(digest: blob, size: 1_000, cached: true), at: 0)
        ledger.apply(.unpackingStarted(image: "app", layers: 1, bytes: 1_000), at: 0)
        ledger.apply(.layerUnpacking(digest: blob, read: 500, size: 1_000), at: 3)
        #expect(ledger.total(at: 3) == "50 %, unpacked 500 B of 1000 B")
    }

    @Test(
        arguments: [
            (200, "87 %, downloaded 1000 B of 1000 B, unpacked 750 B of 1000 B, written 4.8 KiB in 1,000 files"),
            (82, "87 %, unpacked 750 B of 1000 B, written 4.8 KiB in 1,000 files"),
            (50, "87 %, unpacked 750 B of 1000 B"),
            (10, "87 %"), (1, "87 %"),
        ])
    func `a narrow terminal shows what fits, and not what is over`(width: Int, text: String) throws {
        let blob = try Samples.digest("d")
        var ledger = TransferLedger()
        ledger.apply(.layersStarted(image: "app", blobs: 1, bytes: 1_000), at: 0)
        ledger.apply(.unpackingStarted(image: "app", layers: 1, bytes: 1_000), at: 0)
        ledger.apply(.blobDone(digest: blob, size: 1_000, cached: false), at: 1)
        ledger.apply(.layerUnpacking(digest: blob, read: 750, size: 1_000), at: 2)
        ledger.apply(.filesWritten(image: "app", bytes: 5_000, entries: 1_000), at: 2)
        #expect(ledger.total(at: 3, width: width) == text)
    }

    @Test func `the next image begins anew`() throws {
        let blob = try Samples.digest("d")
        var ledger = TransferLedger()
        for _ in 1...2 {
            ledger.apply(.unpackingStarted(image: "app", layers: 1, bytes: 1_000), at: 0)
            #expect(ledger.percent == 0)
            ledger.apply(.layersStarted(image: "app", blobs: 1, bytes: 1_000), at: 0)
            ledger.apply(.blobDone(digest: blob, size: 1_000, cached: false), at: 1)
            ledger.apply(.filesWritten(image: "app", bytes: 9_000, entries: 7), at: 2)
            ledger.apply(.layerUnpacked(digest: blob, size: 1_000, bytes: 9_500, entries: 7), at: 2)
            #expect(ledger.isFinishing)
            #expect(
                ledger.total(at: 3)
                    == "100 %, downloaded 1000 B of 1000 B, unpacked 1000 B of 1000 B, "
                    + "written 8.7 KiB in 7 files, finishing")
            ledger.summarize()
            #expect(!ledger.isFinishing)
        }
    }

    @Test(
        arguments: [
            (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (53_334, "53,334"), (1_234_567, "1,234,567"),
            (-1_000, "-1,000"), (.min, "-9,223,372,036,854,775,808"),
        ] as [(Int64, String)])
    func `large counts have commas`(number: Int64, text: String) {
        #expect(Quantity.grouped(number) == text)
    }
}
