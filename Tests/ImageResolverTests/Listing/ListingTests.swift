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

    /// The platforms of rows, as texts.
    private func texts(_ platforms: [Platform]) -> [String] { platforms.map(\.short) }

    @Test func `every manifest that a tag leads to is there once, what a list names behind it`() async throws {
        let listing = try await listing()
        #expect(listing.repository == scene.registry.reference("team/app"))
        let rows = listing.manifests
        // The single image is one of the list's.
        let expected = [list.digest] + list.children.map(\.digest)
        #expect(rows.map { "\($0.digest)" } == expected)
        #expect(rows[0].tags == ["1", "latest"])
        #expect(rows.filter { !$0.tags.isEmpty }.map { "\($0.digest)" } == [list.digest, single.digest])
        #expect(rows.allSatisfy { $0.configMediaType == nil || MediaType.isImageConfig($0.configMediaType ?? "") })
    }

    @Test func `a list tells the platforms and the size of its images, what they share counted once`() async throws {
        let row = try #require(try await listing().manifests.first)
        #expect(texts(row.platforms) == SampleImages.sixPlatformNames.map(\.text))
        #expect(row.manifests.count == 12)
        #expect(row.platform == nil && row.created == nil && row.configMediaType == nil)
        #expect(row.imageSize == Int64(list.blobs.reduce(0) { $0 + $1.size }))
    }

    @Test func `an image tells its platform, its size and when its config was made`() async throws {
        let row = try #require(try await listing().manifests.first { $0.tags == ["small"] })
        #expect(row.platform?.short == "linux/amd64")
        #expect(row.created == "1970-01-01T00:00:00Z")
        #expect(row.imageSize == Int64(single.blobs.reduce(0) { $0 + $1.size }))
        #expect(row.mediaType == MediaType.ociManifest && row.configMediaType == MediaType.ociConfig)
    }

    @Test func `an attestation says what it is attached to`() async throws {
        let rows = try await listing().manifests.filter { $0.subject != nil }
        #expect(rows.count == 6)
        #expect(Set(rows.compactMap(\.subject).map(\.description)) == Set(list.children.prefix(6).map(\.digest)))
    }

    @Test func `each document is asked for once, and a tag's with a HEAD`() async throws {
        _ = try await listing()
        let asked = scene.asked
        #expect(asked.count { $0.hasPrefix("HEAD manifests/") } == 3)
        #expect(Set(asked).count == asked.count)
        #expect(!asked.contains("GET manifests/latest"))
        // The list, twelve entries and their configs: six, and one that the attestations share.
        #expect(asked.count { $0.hasPrefix("GET manifests/sha256:") } == 13)
        #expect(asked.count { $0.hasPrefix("GET blobs/") } == 7)
    }

    @Test func `a few documents are asked for at once, and no more than may be`() async throws {
        scene.registry.misbehave(on: "/manifests/sha256:", .delay(seconds: 0.1))
        let start = ContinuousClock.now
        _ = try await listing { $0.jobs = 6 }
        // One after the other the thirteen would take 1.3 s.
        #expect(ContinuousClock.now - start < .seconds(1.2))
        #expect(scene.registry.connectionCount <= 7)
    }

    @Test(arguments: [Fault.status(404), .status(405), .noDigest])
    func `a registry that answers no HEAD is asked with a GET`(fault: Fault) async throws {
        scene.registry.misbehave(on: "/manifests/", method: "HEAD", fault)
        let rows = try await listing().manifests
        #expect(rows.count == 13 && rows[0].tags == ["1", "latest"])
    }

    @Test func `a tag without a manifest behind it is left out with a warning`() async throws {
        scene.registry.content.repositories["team/app"]?.tags["gone"] = "sha256:" + String(repeating: "0", count: 64)
        #expect(try await listing().manifests.count == 13)
        #expect(
            scene.told.warnings.contains { $0.contains("the tag 'gone' is listed, but refers to nothing") })
    }

    // distribution-spec: a registry may hold a list without all that it names.
    @Test func `what a list names and the repository lacks is told, and no row`() async throws {
        scene.registry.content.repositories["team/app"]?.manifests[list.child(2).digest] = nil
        let rows = try await listing().manifests
        #expect(rows.count == 12)
        #expect(rows[0].manifests.count == 11 && !texts(rows[0].platforms).contains("linux/arm/v7"))
        #expect(
            scene.told.warnings.contains { $0.contains("1 of the listed manifests is not in the repository") })
    }

    @Test func `a config that is missing or odd leaves what the list declares`() async throws {
        let config = try #require(list.child(2).config)
        scene.registry.content.repositories["team/app"]?.blobs[config.digest] = nil
        let row = try #require(
            try await listing().manifests.first { "\($0.digest)" == list.child(2).digest })
        #expect(row.platform?.short == "linux/arm/v7" && row.created == nil)
        #expect(scene.told.warnings.count == 1)
    }

    @Test func `a document that cannot be read is a row of what is known`() async throws {
        scene.registry.add(
            manifest: Array(#"{"schemaVersion":1,"signatures":[]}"#.utf8), mediaType: MediaType.schema1Signed,
            to: "team/app", tag: "old")
        scene.registry.content.heedsAccept = false
        let row = try #require(try await listing().manifests.first { $0.tags == ["old"] })
        #expect(row.mediaType == MediaType.schema1Signed && row.imageSize == nil && row.platform == nil)
        #expect(scene.told.warnings.count == 1)
    }

    @Test func `lists in lists are followed, and artifacts are rows without a platform`() async throws {
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
        // What is no image's config is not asked for.
        #expect(!scene.asked.contains("GET blobs/\(empty.digest)"))
    }

    @Test func `rows are ordered by time, lists by their newest image, and those without one stand last`() async throws
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

    @Test func `a failure that lasts ends all, with its kind`() async throws {
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
