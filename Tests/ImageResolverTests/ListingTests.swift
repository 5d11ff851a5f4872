import ImageModel
import ImageResolver
import PlatformModel
import TestSupport
import Testing

struct ListingTests {
    private let scene: Scene
    private let list = SampleImages.withAttestations()
    private let single = SampleImages.single()

    init() throws {
        scene = try Scene()
        scene.registry.add(list, to: "team/app", tags: ["1", "latest"])
        scene.registry.add(single, to: "team/app", tags: ["small"])
    }

    private func listing(_ change: (inout ResolverOptions) -> Void = { _ in }) async throws -> RepositoryListing {
        try await scene.resolver(change).listing(of: scene.registry.reference("team/app"))
    }

    /// The platforms of rows, as strings.
    private func texts(_ platforms: [Platform]) -> [String] { platforms.map(\.short) }

    @Test func `every manifest that a tag leads to is listed once, the entries of an index after it`() async throws {
        let listing = try await listing()
        #expect(listing.repository == scene.registry.reference("team/app"))
        let rows = listing.manifests
        // The single image is an entry of the index.
        let expected = [list.digest] + list.children.map(\.digest)
        #expect(rows.map { "\($0.digest)" } == expected)
        #expect(rows[0].tags == ["1", "latest"])
        #expect(rows.filter { !$0.tags.isEmpty }.map { "\($0.digest)" } == [list.digest, single.digest])
        #expect(rows.allSatisfy { $0.configMediaType == nil || MediaType.isImageConfig($0.configMediaType ?? "") })
    }

    @Test func `an index shows the platforms and total size of its images, with shared blobs counted once`()
        async throws
    {
        let row = try #require(try await listing().manifests.first)
        #expect(texts(row.platforms) == SampleImages.sixPlatformNames.map(\.text))
        #expect(row.manifests.count == 12)
        #expect(row.platform == nil && row.created == nil && row.configMediaType == nil)
        #expect(row.imageSize == Int64(list.blobs.reduce(0) { $0 + $1.size }))
    }

    @Test func `an image shows its platform, its size and the creation time in its config`() async throws {
        let row = try #require(try await listing().manifests.first { $0.tags == ["small"] })
        #expect(row.platform?.short == "linux/amd64")
        #expect(row.created == "1970-01-01T00:00:00Z")
        #expect(row.imageSize == Int64(single.blobs.reduce(0) { $0 + $1.size }))
        #expect(row.mediaType == MediaType.ociManifest && row.configMediaType == MediaType.ociConfig)
    }

    @Test func `an attestation shows the manifest that it belongs to`() async throws {
        let rows = try await listing().manifests.filter { $0.subject != nil }
        #expect(rows.count == 6)
        #expect(Set(rows.compactMap(\.subject).map(\.description)) == Set(list.children.prefix(6).map(\.digest)))
    }

    @Test func `each document is requested once, and each tag with a HEAD`() async throws {
        _ = try await listing()
        let requested = scene.requested
        #expect(requested.count { $0.hasPrefix("HEAD manifests/") } == 3)
        #expect(Set(requested).count == requested.count)
        #expect(!requested.contains("GET manifests/latest"))
        // The index, twelve entries and their configs: six, and one that the attestations share.
        #expect(requested.count { $0.hasPrefix("GET manifests/sha256:") } == 13)
        #expect(requested.count { $0.hasPrefix("GET blobs/") } == 7)
    }

    @Test func `documents are requested in parallel, within the limit`() async throws {
        scene.registry.misbehave(on: "/manifests/sha256:", .delay(seconds: 0.1))
        let start = ContinuousClock.now
        _ = try await listing { $0.jobs = 6 }
        // Sequentially, the thirteen requests would take 1.3 s.
        #expect(ContinuousClock.now - start < .seconds(1.2))
        #expect(scene.registry.connectionCount <= 7)
    }

    @Test(arguments: [Fault.status(404), .status(405), .noDigest])
    func `a registry that does not support HEAD gets a GET`(fault: Fault) async throws {
        scene.registry.misbehave(on: "/manifests/", method: "HEAD", fault)
        let rows = try await listing().manifests
        #expect(rows.count == 13 && rows[0].tags == ["1", "latest"])
    }

    @Test func `a tag without a manifest is left out with a warning`() async throws {
        scene.registry.content.repositories["team/app"]?.tags["gone"] = "sha256:" + String(repeating: "0", count: 64)
        #expect(try await listing().manifests.count == 13)
        #expect(
            scene.reported.warnings.contains { $0.contains("the tag 'gone' is listed but has no manifest") })
    }

    // distribution-spec: a registry may hold an index without all its entries.
    @Test func `an entry that the repository lacks is reported and gets no row`() async throws {
        scene.registry.content.repositories["team/app"]?.manifests[list.child(2).digest] = nil
        let rows = try await listing().manifests
        #expect(rows.count == 12)
        #expect(rows[0].manifests.count == 11 && !texts(rows[0].platforms).contains("linux/arm/v7"))
        #expect(
            scene.reported.warnings.contains { $0.contains("1 of the listed manifests is not in the repository") })
    }

    @Test func `with a missing or malformed config, the platform in the index is shown`() async throws {
        let config = try #require(list.child(2).config)
        scene.registry.content.repositories["team/app"]?.blobs[config.digest] = nil
        let row = try #require(
            try await listing().manifests.first { "\($0.digest)" == list.child(2).digest })
        #expect(row.platform?.short == "linux/arm/v7" && row.created == nil)
        #expect(scene.reported.warnings.count == 1)
    }

    @Test func `a malformed document gets a row with the known facts`() async throws {
        scene.registry.add(
            manifest: Array(#"{"schemaVersion":1,"signatures":[]}"#.utf8), mediaType: MediaType.schema1Signed,
            to: "team/app", tag: "old")
        scene.registry.content.heedsAccept = false
        let row = try #require(try await listing().manifests.first { $0.tags == ["old"] })
        #expect(row.mediaType == MediaType.schema1Signed && row.imageSize == nil && row.platform == nil)
        #expect(scene.reported.warnings.count == 1)
    }

    @Test func `nested indexes are followed, and artifacts get rows without a platform`() async throws {
        scene.registry.add(SampleImages.nested(depth: 2), to: "deep", tags: ["1"])
        let builder = ImageBuilder()
        let empty = SampleBlob(mediaType: MediaType.ociEmpty, bytes: Array("{}".utf8))
        let chart = builder.image(
            config: empty, layers: [],
            manifestExtra: [
                ("artifactType", .string("application/x.chart")),
                ("annotations", JSONText.strings(["org.opencontainers.image.created": "2024-05-01T12:00:00Z"])),
            ])
        scene.registry.add(chart, to: "deep", tags: ["chart"])
        let rows = try await scene.resolver().listing(of: scene.registry.reference("deep")).manifests
        #expect(rows.count == 10)
        #expect(texts(rows[0].platforms) == SampleImages.sixPlatformNames.map(\.text))
        let row = try #require(rows.first { $0.tags == ["chart"] })
        #expect(row.artifactType == "application/x.chart" && row.platform == nil)
        #expect(row.created == "2024-05-01T12:00:00Z" && row.configMediaType == MediaType.ociEmpty)
        // The config of an artifact is not requested.
        #expect(!scene.requested.contains("GET blobs/\(empty.digest)"))
    }

    @Test func `rows are sorted by time, an index by its newest image, and rows without a time come last`() async throws
    {
        let builder = ImageBuilder()
        func image(_ created: String?) -> SampleImage {
            let members = created.map { [("created", JSONText.string($0))] } ?? []
            let text = JSONText.object([("os", .string("linux")), ("architecture", .string("arm64"))] + members)
            return builder.image(config: SampleBlob(mediaType: MediaType.ociConfig, bytes: text.bytes), layers: [])
        }
        let old = image("2020-01-01T01:00:00+02:00")
        scene.registry.add(old, to: "times", tags: ["b"])
        scene.registry.add(image("2020-01-01T00:00:00Z"), to: "times", tags: ["a"])
        scene.registry.add(image(nil), to: "times", tags: ["0"])
        scene.registry.add(builder.index([IndexEntry(old)]), to: "times", tags: ["list"])
        let listing = try await scene.resolver().listing(of: scene.registry.reference("times"))
        func tags(_ order: ListingOrder?, _ top: Int? = nil) -> [[String]] {
            listing.arranged(by: order, first: top).manifests.map(\.tags)
        }
        #expect(tags(nil) == [["0"], ["a"], ["b"], ["list"]])
        #expect(tags(.timeAscending) == [["b"], ["list"], ["a"], ["0"]])
        #expect(tags(.timeDescending) == [["a"], ["b"], ["list"], ["0"]])
        #expect(tags(.timeDescending, 1) == [["a"]])
        #expect(tags(nil, 9).count == 4)
    }

    @Test func `a lasting failure ends the listing with the right kind of error`() async throws {
        scene.registry.misbehave(on: "/manifests/sha256:", hits: 5...5, .status(500))
        let error = await #expect(throws: ResolverError.self) { try await listing() }
        #expect(error?.kind == .network)
        scene.registry.behave()
        scene.registry.misbehave(on: "/blobs/", .flipped(at: 3))
        let damage = await #expect(throws: ResolverError.self) { try await listing() }
        #expect(damage?.kind == .integrity)
    }

    @Test func `an empty repository has no rows`() async throws {
        scene.registry.misbehave(on: "/tags/list", .status(200, body: #"{"tags":null}"#))
        #expect(try await listing().manifests.isEmpty)
    }
}
