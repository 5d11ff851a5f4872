import ImageModel
import TestSupport
import Testing

@testable import ImageResolver

/// `check` without layers: what manifests and configs alone say.
struct CheckDocumentsTests {
    private let builder = ImageBuilder()

    /// Checks `team/app:1` without reading layers.
    private func check(
        _ image: SampleImage, _ platforms: [String] = [], host: String = "github-runner-amd64",
        _ change: (inout ResolverOptions) -> Void = { _ in }
    ) async throws -> (report: ImageCheckReport, requested: [String]) {
        let scene = try Scene(image)
        var request = CheckRequest(image: scene.image)
        request.platforms = platforms
        request.depth = .documents
        let report = try await scene.resolver(host: host, change).check(request)
        return (report, scene.requested)
    }

    @Test func `an honest image passes, and no layer is requested`() async throws {
        let image = SampleImages.sixPlatforms()
        let (report, requested) = try await check(image)
        #expect(report.error == nil)
        #expect(report.platforms.map(\.outcome) == Array(repeating: .passed, count: 6))
        #expect(report.platforms.map { "\($0.position)" } == (0..<6).map { "[\($0)]" })
        #expect(report.platforms.flatMap(\.findings).isEmpty)
        let layers = image.children.flatMap(\.layers).map(\.digest)
        #expect(requested.count == 13)
        #expect(!requested.contains { request in layers.contains { request.hasSuffix($0) } })
    }

    @Test(
        arguments: [
            ("linux/arm64", "linux/amd64", "linux/arm64", "linux/amd64", CheckFinding.Severity.failure),
            ("linux/amd64", "windows/amd64", "linux/amd64", "windows/amd64", .failure),
            ("linux/386", "linux/amd64", "linux/386", "linux/amd64", .failure),
            ("linux/arm/v7", "linux/arm/v6", nil, nil, .note), ("linux/amd64/v3", "linux/amd64/v2", nil, nil, .note),
        ] as [(String, String, String?, String?, CheckFinding.Severity)])
    func `a config that names another platform than its entry is a finding`(
        declared: String, config: String, expected: String?, found: String?, severity: CheckFinding.Severity
    ) async throws {
        let image = SampleImages.image(SamplePlatform(config), builder)
        let (report, _) = try await check(builder.index([IndexEntry(image, declaring: SamplePlatform(declared))]))
        let findings = report.platforms.flatMap(\.findings)
        #expect(findings.map(\.severity) == [severity])
        #expect(findings.map(\.kind) == [.config])
        #expect(findings.first?.expected == expected && findings.first?.found == found)
        #expect(report.error?.kind == (severity == .failure ? .mismatch : nil))
    }

    // The same rule as that of a pull: the spellings of the catalog, and a level that only the entry states.
    @Test(arguments: [
        ("linux/arm64/v8", "linux/arm64"), ("linux/x86_64", "linux/amd64"), ("linux/arm/v7", "linux/arm"),
        ("linux/arm64", "linux/aarch64"),
    ])
    func `another spelling and a missing variant are no contradiction`(declared: String, config: String) async throws {
        let image = SampleImages.image(SamplePlatform(config), builder)
        let (report, _) = try await check(builder.index([IndexEntry(image, declaring: SamplePlatform(declared))]))
        #expect(report.platforms.flatMap(\.findings).isEmpty)
        #expect(report.error == nil)
    }

    @Test func `an entry without a platform has the one in its config`() async throws {
        let (report, _) = try await check(SampleImages.undeclared())
        #expect(report.error == nil)
        #expect(report.platforms.map(\.name) == SampleImages.sixPlatformNames.map(\.text))
        #expect(report.platforms.allSatisfy { !$0.isDeclared })
    }

    @Test func `a manifest without an index is one platform`() async throws {
        for platforms in [[], ["linux/amd64"], ["all"]] {
            let (report, _) = try await check(SampleImages.single(), platforms)
            #expect(report.platforms.map(\.name) == ["linux/amd64"])
            #expect(report.platforms.map(\.position) == [[]])
            #expect(report.indexDigest == nil && report.error == nil)
        }
    }

    @Test func `--allow-mismatch makes the failure a warning`() async throws {
        let image = SampleImages.image("linux/amd64", builder)
        let list = builder.index([IndexEntry(image, declaring: "linux/arm64")])
        let (report, _) = try await check(list) { $0.allowMismatch = true }
        #expect(report.platforms.map(\.outcome) == [.warned])
        #expect(report.error == nil)
    }

    // MARK: - Twins

    /// An image that has these layers, and nothing else in common with another one.
    private func twin(_ platform: SamplePlatform, _ layers: [SampleLayer], command: [String] = ["/hello"])
        -> IndexEntry
    {
        IndexEntry(builder.image(platform, layers: layers, command: command))
    }

    @Test func `the same layers for two architectures are a failure of both`() async throws {
        let layers = [builder.layer([.file("a", "1")]), builder.layer([.file("b", "2")])]
        let other = builder.layer([.file("c", "3")])
        let (report, requested) = try await check(
            builder.index([
                twin("linux/amd64", layers), twin("linux/arm64", layers), twin("linux/s390x", [layers[0], other]),
            ]))
        #expect(report.platforms.map(\.outcome) == [.failed, .failed, .passed])
        #expect(report.platforms[1].findings.map(\.kind) == [.twinLayers])
        #expect(report.platforms[1].findings.first?.found == "linux/amd64")
        #expect(report.error?.kind == .mismatch)
        #expect(report.error?.message.hasSuffix("; 1 more platform failed") == true)
        #expect(requested.filter { $0.contains("blobs/") }.count == 3)
    }

    @Test func `the same layers of images that start nothing are a warning, because they may hold only data`()
        async throws
    {
        let layers = [builder.layer([.file("a", "1")])]
        let entries = ["linux/amd64", "linux/arm64"].map { twin(SamplePlatform($0), layers, command: []) }
        let (report, _) = try await check(builder.index(entries))
        #expect(report.platforms.map(\.outcome) == [.warned, .warned])
        #expect(report.error == nil)
    }

    @Test(arguments: [
        ["linux/arm/v6", "linux/arm/v7"], ["linux/amd64", "linux/amd64/v3"], ["linux/arm64", "linux/arm64/v8"],
    ])
    func `the same layers for two levels of one architecture are nothing to report`(names: [String]) async throws {
        let layers = [builder.layer([.file("a", "1")])]
        let (report, _) = try await check(builder.index(names.map { twin(SamplePlatform($0), layers) }))
        #expect(report.platforms.flatMap(\.findings).isEmpty)
    }

    @Test func `images without layers have no twins`() async throws {
        let (report, _) = try await check(builder.index([twin("linux/amd64", []), twin("linux/arm64", [])]))
        #expect(report.error == nil)
    }

    @Test func `one manifest that two entries list for different architectures contradicts one of them`() async throws {
        let image = SampleImages.image("linux/amd64", builder)
        let list = builder.index([IndexEntry(image), IndexEntry(image, declaring: "linux/arm64")])
        let (report, requested) = try await check(list)
        #expect(report.platforms.map(\.outcome) == [.passed, .failed])
        #expect(report.platforms[1].findings.map(\.kind) == [.config, .twinLayers])
        #expect(requested.count == 3)
    }

    // MARK: - What is no image, or cannot be read

    @Test func `attestations are skipped`() async throws {
        let (report, requested) = try await check(SampleImages.withAttestations())
        #expect(report.platforms.map(\.outcome) == Array(repeating: .passed, count: 6))
        #expect(report.skipped.map(\.reason) == Array(repeating: "attestation", count: 6))
        #expect(requested.count == 13)
    }

    @Test func `a missing manifest is an error of its platform, and the others are checked`() async throws {
        var missing = IndexEntry(SampleImages.image("linux/arm64", builder))
        missing.digest = SampleDigest.sha256(of: [1])
        let wrong = SampleImages.image("linux/amd64", builder)
        for (entries, kind) in [
            ([missing], ResolverError.Kind.notFound),
            ([missing, IndexEntry(wrong, declaring: "linux/s390x")], .mismatch),
        ] {
            let list = builder.index([IndexEntry(SampleImages.image("linux/riscv64", builder))] + entries)
            let (report, _) = try await check(list)
            let outcomes: [CheckedPlatform.Outcome] = [.passed, .unchecked, .failed]
            #expect(report.platforms.map(\.outcome) == Array(outcomes.prefix(entries.count + 1)))
            #expect(report.platforms[1].error?.kind == .notFound)
            #expect(report.error?.kind == kind)
        }
    }

    @Test func `a malformed entry is an error of its platform`() async throws {
        var malformed = IndexEntry(SampleImages.image("linux/arm64", builder))
        malformed.digest = "sha256:ab"
        let list = builder.index([IndexEntry(SampleImages.image("linux/amd64", builder)), malformed])
        let (report, _) = try await check(list)
        #expect(report.platforms.map(\.outcome) == [.passed, .unchecked])
        #expect(report.platforms[1].name == "linux/arm64")
        #expect(report.error?.kind == .malformed)
    }

    @Test func `entries of nested indexes are checked, each document once`() async throws {
        let wrong = SampleImages.image("linux/amd64", builder)
        let inner = builder.index([IndexEntry(wrong, declaring: "linux/arm64"), IndexEntry(wrong)])
        let (report, requested) = try await check(
            builder.index([IndexEntry(inner, declaring: nil), IndexEntry(inner, declaring: nil)]))
        #expect(report.platforms.map(\.position) == [[0, 0], [0, 1], [1, 0], [1, 1]])
        #expect(report.platforms.map(\.outcome) == [.failed, .passed, .failed, .passed])
        #expect(requested.count == 4)
    }

    // Docker and containerd refuse them all: "mismatched image rootfs and manifest layers".
    @Test(arguments: [
        (1, 2, "its manifest lists 1 layer, and its config 2"), (2, 1, "its manifest lists 2 layers, and its config 1"),
        (1, 0, "its manifest lists 1 layer, and its config 0"), (0, 1, "its manifest lists 0 layers, and its config 1"),
    ])
    func `a manifest with more or fewer layers than its config is damaged`(
        listed: Int, unpacked: Int, sentence: String
    ) async throws {
        let layer = builder.layer([.file("a", "1")])
        let config = builder.image("linux/amd64", layers: Array(repeating: layer, count: unpacked))
        let image = builder.image(
            config: try #require(config.config), layers: Array(repeating: layer.blob, count: listed),
            platform: "linux/amd64")
        let (report, _) = try await check(builder.index([IndexEntry(image)]))
        #expect(report.platforms.flatMap(\.findings).map(\.sentence) == [sentence])
        #expect(report.error?.kind == .integrity)
    }

    // MARK: - Chosen platforms

    @Test(arguments: [
        (["linux/arm/v7", "linux/amd64"], ["linux/arm/v7", "linux/amd64"]), (["host"], ["linux/amd64"]),
        (["host", "linux/amd64"], ["linux/amd64"]),
    ])
    func `the platforms that are asked for are checked, in that order`(asked: [String], checked: [String]) async throws
    {
        let (report, requested) = try await check(SampleImages.sixPlatforms(), asked)
        #expect(report.platforms.map(\.name) == checked)
        #expect(requested.count == 1 + 2 * checked.count)
    }

    @Test func `a chosen platform whose config contradicts it is a failure, not an error`() async throws {
        let image = SampleImages.image("linux/amd64", builder)
        let list = builder.index([IndexEntry(image, declaring: "linux/arm64")])
        let (report, _) = try await check(list, ["linux/arm64"])
        #expect(report.platforms.map(\.outcome) == [.failed])
        #expect(report.error?.kind == .mismatch)
    }

    @Test func `a platform that the image does not have is no match`() async throws {
        let error = await #expect(throws: ResolverError.self) {
            try await check(SampleImages.sixPlatforms(), ["linux/s390x"])
        }
        #expect(error?.kind == .noMatch)
    }

    @Test(arguments: [["all", "linux/amd64"], ["linux/nonsense!"]])
    func `platforms that make no sense are refused before any request`(asked: [String]) async throws {
        let scene = try Scene(SampleImages.sixPlatforms())
        var request = CheckRequest(image: scene.image)
        request.platforms = asked
        let error = await #expect(throws: ResolverError.self) { try await scene.resolver().check(request) }
        #expect(error?.kind == .usage)
        #expect(scene.requested.isEmpty)
    }
}
