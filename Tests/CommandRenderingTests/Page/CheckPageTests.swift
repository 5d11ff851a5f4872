import ImageModel
import PlatformModel
import Testing

@testable import CommandRendering
@testable import ImageResolver

struct CheckPageTests {
    private typealias Layer = CheckedPlatform.Layer
    private typealias Programs = CheckedPlatform.Programs

    /// An arm64 platform whose entrypoint is for amd64.
    private func failing(path: String = "/usr/bin/app") throws -> CheckedPlatform {
        let layers = [
            Layer(
                digest: try Samples.digest("a"), size: 3_000_000, mediaType: MediaType.ociManifest,
                contents: CheckedPlatform.LayerContents(
                    entries: 812, uncompressedBytes: 9_000_000, compression: "gzip",
                    programs: [Programs(builtFor: ["arm64"], areSuitable: true, count: 12, example: "/bin/sh")])),
            Layer(
                digest: try Samples.digest("b"), size: 900, mediaType: MediaType.ociManifest,
                contents: CheckedPlatform.LayerContents(
                    entries: 2, uncompressedBytes: 2_048, compression: "zstd",
                    programs: [Programs(builtFor: ["amd64"], areSuitable: false, count: 3, example: path)])),
            Layer(digest: try Samples.digest("c"), size: 32, mediaType: MediaType.ociManifest, contents: nil),
        ]
        var platform = CheckedPlatform(
            position: [1], digest: try Samples.digest("2"), platform: Platform(os: "linux", architecture: "arm64"),
            isDeclared: true, layers: layers,
            start: [
                CheckedPlatform.StartStep(path: "/entry.sh", content: "script", layer: try Samples.digest("a")),
                CheckedPlatform.StartStep(path: path, content: "ELF for amd64", layer: try Samples.digest("b")),
            ])
        platform.add([
            CheckFinding(.note, .unread, "a foreign layer was not read", layer: try Samples.digest("c")),
            CheckFinding(
                .failure, .start, "does not start", path: path, layer: try Samples.digest("b"), expected: "arm64",
                found: "amd64", remedy: "rebuild it for arm64"),
        ])
        return platform
    }

    private func report(
        _ platforms: [CheckedPlatform], depth: ImageCheckReport.Depth = .layers
    ) throws -> ImageCheckReport {
        ImageCheckReport(
            image: "registry.example/team/app:1", indexDigest: try Samples.digest("e"),
            indexMediaType: MediaType.ociIndex, depth: depth, platforms: platforms,
            skipped: [
                ImageCheckReport.Skipped(
                    position: [2], digest: try Samples.digest("f"), reason: "attestation", detail: "")
            ])
    }

    private func passing() throws -> CheckedPlatform {
        CheckedPlatform(
            position: [0], digest: try Samples.digest("1"), platform: Platform(os: "linux", architecture: "amd64"),
            isDeclared: true)
    }

    @Test func `a page shows each platform with its findings, what starts, and the programs in its layers`() throws {
        let page = CheckPage(try report([try passing(), try failing()]), program: "resolve 0").text
        try Golden.expect(page, "check/page.html")
    }

    @Test func `if layers were not read, the page says so`() throws {
        var platform = try passing()
        platform.layers = [
            Layer(digest: try Samples.digest("a"), size: 1, mediaType: MediaType.ociManifest, contents: nil)
        ]
        let page = CheckPage(try report([platform], depth: .documents), program: "resolve 0").text
        #expect(page.contains("The layers, lowest first. They were not read."))
        #expect(page.contains("<dd>manifests and configs</dd>"))
        #expect(page.contains(#"<strong class="badge good">passed</strong>, 1 of 1 platform"#))
    }

    @Test func `a platform that could not be checked shows the error`() throws {
        var platform = try passing()
        platform.error = ResolverError(.network, "the connection was reset")
        let page = CheckPage(try report([platform]), program: "resolve 0").text
        #expect(page.contains(#"<strong class="badge warn">not checked</strong>"#))
        #expect(page.contains(#"<strong class="badge bad">error</strong>: the connection was reset"#))
    }

    @Test func `paths in layers stay text`() throws {
        let path = "/<script>alert(1)</script>\u{202E}\"'" + String(repeating: "<b>", count: 5_000)
        let page = CheckPage(try report([try failing(path: path)]), program: "resolve 0").text
        for tag in ["<script", "<b>", "\u{202E}"] { #expect(!page.contains(tag), "\(tag)") }
        #expect(page.contains(#"alert(1)&lt;/<wbr>script&gt;\u{202e}&quot;&#39;"#))
        #expect(page.utf8.count < 60_000)
    }
}
