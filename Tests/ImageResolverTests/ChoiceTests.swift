import ImageModel
import ImageResolver
import TestSupport
import Testing

/// The entry of an index that is chosen for a host.
struct ChoiceTests {
    @Test(arguments: [
        ("raspberry-pi-zero", 3, "exact"), ("raspberry-pi-2", 2, "exact"), ("raspberry-pi-3-32bit", 2, "exact"),
        ("graviton3", 1, "lower-level"), ("github-runner-amd64", 0, "lower-level"), ("amd64-v1", 0, "exact"),
        ("linux-386-on-amd64", 4, "exact"), ("apple-m1", 1, "guest-os"), ("visionfive-2", 5, "exact"),
    ])
    func `each host gets its own image from an index of six platforms`(host: String, position: Int, reason: String)
        async throws
    {
        let six = SampleImages.sixPlatforms()
        let scene = try Scene(six)
        let explanation = try await scene.resolver(host: host).explain(scene.image)
        #expect(explanation.chosen?.position == [position])
        #expect(explanation.chosen?.verdict.reason == reason)
        #expect(explanation.candidates.count == 6)
        let chosen = six.child(position)
        let config = try #require(chosen.config).digest
        #expect(
            scene.requestedBeforeReferrers
                == ["GET manifests/1", "GET manifests/\(chosen.digest)", "GET blobs/\(config)"])
    }

    @Test(arguments: [
        ("windows-server-2019", 0), ("windows-server-2022", 2), ("windows-server-2025", 3), ("windows-11-24h2", 3),
    ])
    func `each Windows host gets a build that it runs`(host: String, position: Int) async throws {
        let scene = try Scene(SampleImages.windows())
        let pulled = try await scene.pull(host: host)
        #expect(pulled.map { "\($0.digest)" } == [SampleImages.windows().child(position).digest])
        #expect(pulled.first?.platform?.osVersion?.hasPrefix("10.0.") == true)
    }

    @Test(arguments: [("amd64-v1", 0), ("amd64-v2", 1), ("amd64-v3", 2), ("amd64-v4", 3)])
    func `an amd64 host gets the highest level that it supports`(host: String, position: Int) async throws {
        let scene = try Scene(SampleImages.amd64Levels())
        let digest = try await scene.resolver(host: host).digest(scene.image)
        #expect("\(digest.manifest)" == SampleImages.amd64Levels().child(position).digest)
        // A requested platform means its baseline, and so does --baseline.
        let requested = try await scene.resolver(host: host) { $0.platforms = ["linux/amd64"] }.digest(scene.image)
        #expect("\(requested.manifest)" == SampleImages.amd64Levels().child(0).digest)
        let baseline = try await scene.resolver(host: host) { $0.policy.baseline = true }.digest(scene.image)
        #expect("\(baseline.manifest)" == SampleImages.amd64Levels().child(0).digest)
    }

    @Test func `attestations at the beginning are skipped, and show the manifest that they belong to`() async throws {
        let builder = ImageBuilder()
        let image = SampleImages.image("linux/amd64", builder)
        let attestation = builder.image(
            config: SampleBlob(mediaType: MediaType.ociConfig, bytes: Array("{}".utf8)), layers: [])
        var entry = IndexEntry(attestation, declaring: "linux/amd64")
        entry.annotations = [
            "vnd.docker.reference.type": "attestation-manifest", "vnd.docker.reference.digest": image.digest,
        ]
        let scene = try Scene(builder.index([entry, IndexEntry(image)]))
        let explanation = try await scene.resolver().explain(scene.image)
        #expect(explanation.candidates.map(\.verdict.reason) == ["attestation", "lower-level"])
        #expect(explanation.candidates.first?.attachedTo == image.digest)
        #expect(try await scene.pull().map { "\($0.digest)" } == [image.digest])
    }

    @Test func `entries without a platform are not read if a declared one runs`() async throws {
        let builder = ImageBuilder()
        let declared = SampleImages.image("linux/amd64", builder)
        let other = SampleImages.image("linux/arm64", builder)
        let scene = try Scene(builder.index([IndexEntry(other, declaring: nil), IndexEntry(declared)]))
        _ = try await scene.resolver().explain(scene.image)
        #expect(!scene.requested.contains("GET manifests/\(other.digest)"))
    }

    @Test func `entries without a platform are judged by their configs, which are read once`() async throws {
        let undeclared = SampleImages.undeclared()
        let scene = try Scene(undeclared)
        let explanation = try await scene.resolver(host: "raspberry-pi-zero").explain(scene.image)
        #expect(explanation.chosen?.position == [3])
        #expect(explanation.chosen?.verdict.reason == "from-config")
        #expect(scene.requestedBeforeReferrers.count == 1 + 2 * 6)
        scene.registry.clearLog()
        // The second platform, and the pull itself, use the documents in memory.
        try await scene.pull(["linux/amd64", "linux/arm64"])
        #expect(scene.requested.filter { !scene.layerRequests(of: undeclared).contains($0) }.count == 1 + 2 * 6)
    }

    @Test func `at most sixteen entries without a platform are read`() async throws {
        let platforms = (0..<20).map { SamplePlatform(os: "linux", architecture: "cpu\($0)") } + ["linux/amd64"]
        let scene = try Scene(SampleImages.undeclared(platforms))
        let explanation = try await scene.resolver().explain(scene.image)
        #expect(explanation.chosen == nil)
        #expect(scene.requestedBeforeReferrers.count == 1 + 2 * 16)
    }

    @Test func `a platform of empty strings declares nothing and contradicts nothing`() async throws {
        let builder = ImageBuilder()
        let image = SampleImages.image("linux/amd64", builder)
        let blank = SamplePlatform(os: "", architecture: "")
        let scene = try Scene(builder.index([IndexEntry(image, declaring: blank)]))
        #expect(try await scene.pull().map(\.reason) == ["from-config"])
    }

    @Test func `an entry with a wrong media type and no platform does not hide the right image`()
        async throws
    {
        let builder = ImageBuilder()
        let inner = builder.index([IndexEntry(SampleImages.image("linux/amd64", builder))])
        var list = IndexEntry(inner, declaring: nil)
        list.mediaType = MediaType.ociManifest
        var manifest = IndexEntry(SampleImages.image("linux/arm64", builder), declaring: nil)
        manifest.mediaType = MediaType.ociIndex
        let scene = try Scene(builder.index([list, manifest]))
        let explanation = try await scene.resolver().explain(scene.image)
        #expect(explanation.chosen?.position == [0, 0])
    }

    @Test func `a nested index is followed, with or without a platform`() async throws {
        let scene = try Scene(SampleImages.nested(depth: 3))
        let explanation = try await scene.resolver(host: "graviton3").explain(scene.image)
        #expect(explanation.chosen?.position == [0, 0, 0, 1])
        let builder = ImageBuilder()
        let inner = builder.index([IndexEntry(SampleImages.image("linux/arm64", builder))])
        scene.registry.add(
            builder.index([
                IndexEntry(SampleImages.image("linux/amd64", builder)), IndexEntry(inner, declaring: "linux/arm64"),
            ]), to: "team/app", tags: ["declared"])
        scene.registry.clearLog()
        let declared = try await scene.resolver(host: "graviton3").digest(scene.registry.reference("team/app:declared"))
        #expect("\(declared.manifest)" == inner.child(0).digest)
        #expect(Array(scene.requested.prefix(2)) == ["GET manifests/declared", "GET manifests/\(inner.digest)"])
        // For another host the nested index is not read.
        scene.registry.clearLog()
        _ = try await scene.resolver().digest(scene.registry.reference("team/app:declared"))
        #expect(scene.requested.first == "GET manifests/declared")
        #expect(!scene.requested.contains("GET manifests/\(inner.digest)"))
    }

    @Test func `four levels of nesting are followed, and five are unsupported`() async throws {
        let scene = try Scene(SampleImages.nested(depth: 4))
        #expect(try await scene.resolver().explain(scene.image).chosen?.position == [0, 0, 0, 0, 0])
        #expect(try await scene.pull(["all"]).count == 6)
        scene.registry.add(SampleImages.nested(depth: 5), to: "team/app", tags: ["1"])
        for platforms in [[], ["all"]] {
            let error = await #expect(throws: ResolverError.self) { try await scene.pull(platforms) }
            #expect(error?.kind == .malformed)
        }
    }

    @Test func `an image that is listed twice is one image`() async throws {
        let builder = ImageBuilder()
        let image = SampleImages.image("linux/arm/v6", builder)
        let scene = try Scene(
            builder.index([IndexEntry(image), IndexEntry(image, declaring: "linux/arm/v7")]))
        let layout = try await scene.pullLayout(["linux/arm/v6", "linux/armel"])
        #expect(layout.entries.map(\.digest) == [image.digest])
    }
}
