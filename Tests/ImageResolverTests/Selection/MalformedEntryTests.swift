import ImageModel
import ImageResolver
import TestSupport
import Testing

/// An index with an entry that refers to nothing, and manifests with odd subjects and configs.
struct MalformedEntryTests {
    private static let builder = ImageBuilder()
    private let image = SampleImages.image("linux/amd64", builder)
    private static let odd = "blake3:" + String(repeating: "ab", count: 32)

    /// An index whose first entry has `digest` and `size`.
    private func index(digest: String? = nil, size: Int? = nil, _ platform: SamplePlatform?) -> SampleImage {
        var entry = IndexEntry(SampleImages.image("linux/arm64", Self.builder), declaring: platform)
        entry.digest = digest
        entry.size = size
        return Self.builder.index([entry, IndexEntry(image)])
    }

    @Test(
        .userCase("P8", "L32"),
        arguments: [
            (odd, nil, "linux/arm64", "uses the algorithm 'blake3', not sha256 or sha512"),
            (odd, nil, nil, "uses the algorithm 'blake3', not sha256 or sha512"),
            (odd, nil, "linux/amd64", "uses the algorithm 'blake3', not sha256 or sha512"),
            ("sha256:ab", nil, "linux/arm64", "has 2 hexadecimal digits, not 64"),
            (nil, -7, "linux/arm64", "size -7 is negative"),
        ] as [(String?, Int?, SamplePlatform?, String)])
    func `the entry is shown and refused with its reason, and another one is pulled`(
        digest: String?, size: Int?, platform: SamplePlatform?, flaw: String
    ) async throws {
        let scene = try Scene(index(digest: digest, size: size, platform))
        let explanation = try await scene.resolver(host: "amd64-v1").explain(scene.image)
        #expect(explanation.candidates.map(\.verdict.reason) == ["malformed", "exact"])
        #expect(explanation.candidates.first?.verdict.detail.contains(flaw) == true)
        #expect((explanation.candidates.first?.digest == nil) == (digest != nil))
        #expect(explanation.chosen?.position == [1])
        #expect(try await scene.pull(host: "amd64-v1").map { "\($0.digest)" } == [image.digest])
        // What is stored can be read again without a registry.
        let offline = try await scene.resolver(host: "amd64-v1") { $0.offline = true }.digest(scene.image)
        #expect("\(offline.manifest)" == image.digest)
    }

    @Test(.userCase("P8"))
    func `without another match, the malformed entry is named if it is the wanted one`() async throws {
        let scene = try Scene(index(digest: Self.odd, "linux/arm64"))
        let wanted = await #expect(throws: ResolverError.self) { try await scene.pull(host: "graviton3") }
        #expect(wanted?.kind == .noMatch)
        #expect(wanted?.message.contains("nearest: linux/arm64 (digest '\(Self.odd)'") == true)
        let other = await #expect(throws: ResolverError.self) { try await scene.pull(host: "visionfive-2") }
        #expect(other?.message.contains("nearest: linux/amd64") == true)
        let alone = try Scene(Self.builder.index([]))
        var entry = IndexEntry(image)
        entry.digest = Self.odd
        alone.registry.add(Self.builder.index([entry]), to: "team/app", tags: ["1"])
        let only = await #expect(throws: ResolverError.self) { try await alone.pull() }
        #expect(only?.kind == .malformed)
    }

    @Test(.userCase("L32"))
    func `commands that need every entry refuse the index with the reason`() async throws {
        let scene = try Scene(index(digest: Self.odd, "linux/arm64"))
        let whole = await #expect(throws: ResolverError.self) { try await scene.pull(["all"]) }
        let copied = await #expect(throws: ResolverError.self) {
            try await scene.resolver().copy(
                CopyRequest(source: scene.image, targets: [scene.registry.reference("team/copy:1")]))
        }
        let appended = await #expect(throws: ResolverError.self) {
            try await scene.resolver().createList(
                scene.image, of: [scene.registry.reference("team/app@\(image.digest)")], [.appending])
        }
        for error in [whole, copied, appended] {
            #expect(error?.kind == .malformed)
            #expect(error?.message.contains("manifests[0]: digest '\(Self.odd)' uses the algorithm") == true)
        }
    }

    @Test(.userCase("P8"), arguments: [["linux/amd64"], ["linux/amd64", "linux/s390x"]])
    func `other platforms of the index are copied, without the malformed entry`(platforms: [String]) async throws {
        var odd = IndexEntry(SampleImages.image("linux/arm64", Self.builder))
        odd.digest = Self.odd
        let s390x = SampleImages.image("linux/s390x", Self.builder)
        let scene = try CopyScene(Self.builder.index([IndexEntry(image), odd, IndexEntry(s390x)]))
        let copied = try await scene.copy { $0.platforms = platforms }
        #expect(copied.platforms?.map(\.short) == platforms)
        #expect(scene.holds(image) && scene.holds(s390x) == (platforms.count == 2))
    }

    @Test(.userCase("P8"))
    func `a manifest whose subject has an unknown algorithm is pulled`() async throws {
        let subject = JSONText.object([
            ("mediaType", .string(MediaType.ociManifest)), ("digest", .string(Self.odd)), ("size", .number(7)),
        ])
        let layer = Self.builder.layer([.file("a", "b")])
        let attached = Self.builder.image("linux/amd64", layers: [layer], manifestExtra: [("subject", subject)])
        for image in [attached, Self.builder.index([IndexEntry(attached)])] {
            let scene = try Scene(image)
            #expect(try await scene.pull().map { "\($0.digest)" } == [attached.digest])
            #expect(try await scene.pull(["all"]).map { "\($0.digest)" } == [attached.digest])
        }
    }

    // moby#48361.
    @Test(.userCase("P7"), arguments: ["application/octet-stream", "application/json", ""])
    func `a config of an unspecific type is that of an image if it reads as one`(type: String) async throws {
        let config = SampleBlob(mediaType: type, bytes: try #require(image.config).bytes)
        let unspecific = Self.builder.image(config: config, layers: image.layers, platform: "linux/amd64")
        let chart = Self.builder.image(
            config: SampleBlob(mediaType: type, bytes: Array(#"{"name":"chart"}"#.utf8)), layers: [])
        let text = Self.builder.image(config: SampleBlob(mediaType: type, bytes: Array("name: chart".utf8)), layers: [])
        let scene = try Scene(unspecific)
        #expect(try await scene.pull().map { "\($0.digest)" } == [unspecific.digest])
        for platform in ["linux/amd64", nil] as [SamplePlatform?] {
            let entries = [chart, text, unspecific].map { IndexEntry($0, declaring: platform) }
            scene.registry.add(Self.builder.index(entries), to: "team/app", tags: ["1"])
            let explanation = try await scene.resolver(host: "amd64-v1").explain(scene.image)
            #expect(explanation.candidates.prefix(2).map(\.verdict.reason) == ["artifact", "artifact"])
            #expect(explanation.chosen?.position == [2])
            let all = try await scene.pull(["all"])
            #expect(all.map { "\($0.digest)" } == [unspecific.digest])
        }
        scene.registry.add(chart, to: "team/app", tags: ["1"])
        let error = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(error?.noMatch?.offered.map(\.verdict.reason) == ["artifact"])
    }
}
