import ImageModel
import TestSupport
import Testing

@testable import ImageResolver

/// `check` with layers: the programs in them, whiteouts, compressions, and damage.
struct CheckLayersTests {
    private let builder = ImageBuilder()

    /// Checks `team/app:1`, and returns what was requested.
    private func check(
        _ image: SampleImage, _ platforms: [String] = [], _ change: (inout ResolverOptions) -> Void = { _ in }
    ) async throws -> (report: ImageCheckReport, requested: [String]) {
        let scene = try Scene(image)
        var request = CheckRequest(image: scene.image)
        request.platforms = platforms
        let report = try await scene.resolver(change).check(request)
        return (report, scene.requested)
    }

    /// An image that starts `/bin/app`, one of the programs of `Tests/Fixtures/binaries`.
    private func image(
        _ platform: SamplePlatform, _ program: String, compression: SampleCompression = .gzip,
        above layers: [SampleLayer] = []
    ) throws -> SampleImage {
        let layer = builder.layer([try SampleProgram.file("bin/app", program)], compression: compression)
        return builder.image(platform, layers: layers + [layer], command: ["/bin/app"])
    }

    @Test func `programs for their platforms pass`() async throws {
        let image = builder.index([
            IndexEntry(try image("linux/amd64", "busybox-amd64")),
            IndexEntry(try image("linux/arm64", "busybox-arm64")),
            IndexEntry(try image("linux/arm/v7", "busybox-armhf")),
            IndexEntry(try image("linux/s390x", "busybox-s390x")),
        ])
        let (report, requested) = try await check(image)
        #expect(report.platforms.map(\.outcome) == Array(repeating: .passed, count: 4))
        #expect(report.depth == .layers && report.error == nil)
        let contents = try #require(report.platforms[1].layers.first?.contents)
        #expect(contents.compression == "gzip" && contents.entries == 1)
        #expect(contents.programs.map(\.builtFor) == [["arm64"]])
        #expect(requested.filter { $0.contains("blobs/") }.count == 8)
    }

    @Test(arguments: SampleCompression.allCases)
    func `an entrypoint for another architecture is a failure, whatever the compression`(
        compression: SampleCompression
    ) async throws {
        let wrong = try image("linux/arm64", "busybox-amd64", compression: compression)
        let list = builder.index([IndexEntry(try image("linux/amd64", "busybox-amd64")), IndexEntry(wrong)])
        let (report, _) = try await check(list)
        #expect(report.platforms.map(\.outcome) == [.passed, .failed])
        let finding = try #require(report.platforms[1].findings.first)
        #expect(finding.severity == .failure && finding.kind == .start)
        #expect(finding.path == "/bin/app")
        #expect(finding.expected == "arm64" && finding.found == "amd64")
        #expect(finding.layer?.description == wrong.layers[0].digest)
        #expect(report.error?.kind == .mismatch)
        #expect(report.error?.message.contains("/bin/app") == true)
    }

    @Test func `every failing platform is reported`() async throws {
        let list = builder.index([
            IndexEntry(try image("linux/amd64", "busybox-arm64")),
            IndexEntry(try image("linux/arm64", "busybox-amd64")),
            IndexEntry(try image("linux/s390x", "busybox-s390x")),
        ])
        let (report, _) = try await check(list)
        #expect(report.platforms.map(\.outcome) == [.failed, .failed, .passed])
    }

    @Test func `a wrong program that a later layer hides or replaces is no fault`() async throws {
        let wrong = builder.layer([
            try SampleProgram.file("bin/app", "busybox-amd64"), try SampleProgram.file("bin/old", "busybox-amd64"),
        ])
        let hiding = builder.layer([.file("bin/.wh.old", "")])
        let image = try image("linux/arm64", "busybox-arm64", above: [wrong, hiding])
        let (report, _) = try await check(builder.index([IndexEntry(image)]))
        #expect(report.platforms.map(\.outcome) == [.passed])
        #expect(report.platforms[0].findings.isEmpty)
    }

    @Test func `other foreign programs are one warning for each architecture`() async throws {
        let others = builder.layer([
            try SampleProgram.file("cross/a", "busybox-amd64"), try SampleProgram.file("cross/b", "busybox-amd64"),
            try SampleProgram.file("cross/c", "busybox-s390x"),
        ])
        let image = try image("linux/arm64", "busybox-arm64", above: [others])
        let (report, _) = try await check(builder.index([IndexEntry(image)]))
        #expect(report.platforms.map(\.outcome) == [.warned])
        #expect(report.platforms[0].findings.map(\.path) == ["/cross/a", "/cross/c"])
        #expect(report.platforms[0].findings.first?.message.hasSuffix("(and 1 more such file)") == true)
        #expect(report.error == nil)
    }

    @Test func `a config that contradicts its entry is a failure without a request for a layer`() async throws {
        let list = builder.index([
            IndexEntry(try image("linux/amd64", "busybox-amd64")),
            IndexEntry(try image("linux/amd64", "busybox-i386"), declaring: "linux/arm64"),
        ])
        let (report, requested) = try await check(list)
        #expect(report.error?.kind == .mismatch && report.depth == .documents)
        #expect(requested.filter { $0.contains("blobs/") }.count == 2)
    }

    // MARK: - Twins

    private func twins(_ files: [LayerFile], command: [String]) -> SampleImage {
        let layers = [builder.layer(files)]
        return builder.index(
            ["linux/amd64", "linux/arm64"].map {
                IndexEntry(builder.image(SamplePlatform($0), layers: layers, command: command))
            })
    }

    @Test(arguments: [["/bin/app"], []])
    func `the same layers with a program for one of two architectures are a failure of the other`(
        command: [String]
    ) async throws {
        let (report, requested) = try await check(
            twins([try SampleProgram.file("bin/app", "busybox-amd64")], command: command))
        #expect(report.platforms.map(\.outcome) == [.passed, .failed])
        #expect(report.platforms[1].findings.contains { $0.kind == .twinLayers && $0.found == "linux/amd64" })
        #expect(report.error?.kind == .mismatch)
        // Both configs, and the layer once.
        #expect(requested.filter { $0.contains("blobs/") }.count == 3)
    }

    @Test func `the same layers with data only pass`() async throws {
        let (report, _) = try await check(twins([.file("data", "1"), .file("more", "2")], command: []))
        #expect(report.platforms.map(\.outcome) == [.passed, .passed])
        #expect(report.platforms[0].findings.map(\.kind) == [.twinLayers])
        #expect(report.error == nil)
    }

    // MARK: - Damage

    @Test func `a layer that is not the one in the config is damaged`() async throws {
        let other = builder.image("linux/amd64", layers: [builder.layer([.file("a", "1")])], command: [])
        let layer = builder.layer([.file("b", "2")])
        let image = builder.image(config: try #require(other.config), layers: [layer.blob], platform: "linux/amd64")
        let (report, _) = try await check(builder.index([IndexEntry(image)]))
        let finding = try #require(report.platforms[0].findings.first)
        #expect(finding.kind == .integrity && finding.found == layer.diffID)
        #expect(report.error?.kind == .integrity)
    }

    @Test func `a layer that the registry does not have is an error of its platform`() async throws {
        let missing = try image("linux/arm64", "busybox-arm64")
        let list = builder.index([IndexEntry(try image("linux/amd64", "busybox-amd64")), IndexEntry(missing)])
        let scene = try Scene(list)
        scene.registry.misbehave(on: .containing(missing.layers[0].digest), .status(404))
        let report = try await scene.resolver().check(CheckRequest(image: scene.image))
        #expect(report.platforms.map(\.outcome) == [.passed, .unchecked])
        #expect(report.error?.kind == .notFound)
    }

    // MARK: - Sources

    @Test func `the local store is read instead of the registry`() async throws {
        let scene = try Scene(builder.index([IndexEntry(try image("linux/amd64", "busybox-amd64"))]))
        try await scene.pull()
        scene.registry.clearLog()
        let report = try await scene.resolver().check(CheckRequest(image: scene.image))
        #expect(report.platforms.map(\.outcome) == [.passed])
        #expect(!scene.requested.contains { $0.contains("blobs/") })
    }

    @Test func `nothing is written`() async throws {
        let scene = try Scene(builder.index([IndexEntry(try image("linux/amd64", "busybox-amd64"))]))
        _ = try await scene.resolver().check(CheckRequest(image: scene.image))
        #expect(try runChecked("/usr/bin/find", [scene.folder.path, "-type", "f"]).output == "")
    }

    // MARK: - Hosts and schedulers

    // An entry without a variant counts as v7, unless the user says what it is.
    @Test(arguments: [("go-arm7", true), ("go-arm6", false)])
    func `what needs a newer CPU than the machine of --host has is a failure there`(
        program: String, fails: Bool
    ) async throws {
        let scene = try Scene(builder.index([IndexEntry(try image("linux/arm", program))]))
        #expect(try await scene.resolver().check(CheckRequest(image: scene.image)).error == nil)
        let onHost = scene.resolver(host: "raspberry-pi-zero") { $0.policy.assumedVariant = "v6" }
        let report = try await onHost.check(CheckRequest(image: scene.image))
        #expect((report.error?.kind == .mismatch) == fails, "\(report.platforms)")
    }

    @Test func `the affinity has the architectures that have passed, though a config is wrong`() async throws {
        let scene = try Scene(
            builder.index([
                IndexEntry(try image("linux/amd64", "busybox-amd64")),
                IndexEntry(try image("linux/arm64", "busybox-s390x")),
                IndexEntry(try image("linux/386", "busybox-i386"), declaring: "linux/ppc64le"),
                IndexEntry(try image("linux/arm/v7", "busybox-armhf")),
            ]))
        var request = CheckRequest(image: scene.image)
        request.readsDespiteFailures = true
        let affinity = try #require(try await scene.resolver().check(request).affinity)
        #expect(affinity.terms == [NodeAffinity.Term(os: "linux", architectures: ["amd64", "arm"])])
        #expect(affinity.remarks.count == 1 && affinity.remarks[0].contains("linux/arm/v7"))
    }

    @Test func `an image of which a layer is absent, as a foreign one may be, is in no affinity`() async throws {
        let layer = builder.layer([.file("a", "1")])
        let config = try #require(builder.image("linux/amd64", layers: [layer], command: ["/app"]).config)
        let type = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"
        let foreign = SampleBlob(mediaType: type, bytes: layer.blob.bytes)
        let scene = try Scene(builder.image(config: config, layers: [foreign], platform: "linux/amd64"))
        scene.registry.misbehave(on: .containing(foreign.digest), .status(404))
        let report = try await scene.resolver().check(CheckRequest(image: scene.image))
        #expect(report.platforms.map(\.outcome) == [.warned])
        #expect(report.platforms.flatMap(\.findings).map(\.kind) == [.unread])
        #expect(report.affinity == nil)
    }

    @Test func `a level that every CPU of the architecture has needs no remark`() async throws {
        let (report, _) = try await check(
            builder.index([
                IndexEntry(try image("linux/amd64", "busybox-amd64")),
                IndexEntry(try image("linux/arm64/v8", "busybox-arm64")),
            ]))
        #expect(report.affinity?.remarks == [])
    }
}
