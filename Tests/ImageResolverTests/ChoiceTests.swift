import ImageModel
import ImageResolver
import TestSupport
import Testing

/// Which entry of a list is taken for which host.
struct ChoiceTests {
    @Test(arguments: [
        ("raspberry-pi-zero", 3, "exact"), ("raspberry-pi-2", 2, "exact"), ("raspberry-pi-3-32bit", 2, "exact"),
        ("graviton3", 1, "lower-level"), ("github-runner-amd64", 0, "lower-level"), ("amd64-v1", 0, "exact"),
        ("linux-386-on-amd64", 4, "exact"), ("apple-m1", 1, "guest-os"), ("visionfive-2", 5, "exact"),
    ])
    func `of a list of six platforms each host takes its own`(host: String, position: Int, word: String) async throws {
        let six = SampleImages.sixPlatforms()
        let scene = try Scene(six)
        let explanation = try await scene.resolver(host: host).explain(scene.image)
        #expect(explanation.chosen?.position == [position])
        #expect(explanation.chosen?.verdict.reason == word)
        #expect(explanation.candidates.count == 6)
        #expect(scene.asked == ["GET manifests/1"])
    }

    @Test(arguments: [
        ("windows-server-2019", 0), ("windows-server-2022", 2), ("windows-server-2025", 3), ("windows-11-24h2", 3),
    ])
    func `of a list of Windows builds each host takes one that it runs`(host: String, position: Int) async throws {
        let scene = try Scene(SampleImages.windows())
        let pulled = try await scene.pull(host: host)
        #expect(pulled.map { "\($0.digest)" } == [SampleImages.windows().child(position).digest])
        #expect(pulled.first?.platform?.osVersion?.hasPrefix("10.0.") == true)
    }

    @Test(arguments: [("amd64-v1", 0), ("amd64-v2", 1), ("amd64-v3", 2), ("amd64-v4", 3)])
    func `an amd64 host takes the highest level that it has`(host: String, position: Int) async throws {
        let scene = try Scene(SampleImages.amd64Levels())
        let digest = try await scene.resolver(host: host).digest(scene.image)
        #expect("\(digest.manifest)" == SampleImages.amd64Levels().child(position).digest)
        // A platform that is asked for means its baseline, and so does --baseline.
        let asked = try await scene.resolver(host: host) { $0.platforms = ["linux/amd64"] }.digest(scene.image)
        #expect("\(asked.manifest)" == SampleImages.amd64Levels().child(0).digest)
        let baseline = try await scene.resolver(host: host) { $0.policy.baseline = true }.digest(scene.image)
        #expect("\(baseline.manifest)" == SampleImages.amd64Levels().child(0).digest)
    }

    @Test func `attestations that come first are passed over, and say what they are attached to`() async throws {
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

    @Test func `entries that declare nothing are not read while a declared one runs`() async throws {
        let builder = ImageBuilder()
        let declared = SampleImages.image("linux/amd64", builder)
        let other = SampleImages.image("linux/arm64", builder)
        let scene = try Scene(builder.index([IndexEntry(other, declaring: nil), IndexEntry(declared)]))
        _ = try await scene.resolver().explain(scene.image)
        #expect(scene.asked == ["GET manifests/1"])
    }

    @Test func `entries that declare nothing are judged by their configs, each read once`() async throws {
        let undeclared = SampleImages.undeclared()
        let scene = try Scene(undeclared)
        let explanation = try await scene.resolver(host: "raspberry-pi-zero").explain(scene.image)
        #expect(explanation.chosen?.position == [3])
        #expect(explanation.chosen?.verdict.reason == "from-config")
        #expect(scene.asked.count == 1 + 2 * 6)
        scene.registry.clearLog()
        // The second platform finds them in memory, and the pull finds the manifest and config there too.
        try await scene.pull(["linux/amd64", "linux/arm64"])
        #expect(scene.asked.filter { !scene.layerRequests(of: undeclared).contains($0) }.count == 1 + 2 * 6)
    }

    @Test func `of many entries that declare nothing sixteen are read`() async throws {
        let platforms = (0..<20).map { SamplePlatform(os: "linux", architecture: "cpu\($0)") } + ["linux/amd64"]
        let scene = try Scene(SampleImages.undeclared(platforms))
        let explanation = try await scene.resolver().explain(scene.image)
        #expect(explanation.chosen == nil)
        #expect(scene.asked.count == 1 + 2 * 16)
    }

    @Test func `a platform object of empty texts declares nothing and contradicts nothing`() async throws {
        let builder = ImageBuilder()
        let image = SampleImages.image("linux/amd64", builder)
        let blank = SamplePlatform(os: "", architecture: "")
        let scene = try Scene(builder.index([IndexEntry(image, declaring: blank)]))
        #expect(try await scene.pull().map(\.word) == ["from-config"])
    }

    @Test func `a media type of the wrong kind in an entry that declares nothing ends, and the right image is found`()
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

    @Test func `a list in a list is followed, whether it declares its platform or not`() async throws {
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
        #expect(scene.asked == ["GET manifests/declared", "GET manifests/\(inner.digest)"])
        // For another host the nested list is not read.
        scene.registry.clearLog()
        _ = try await scene.resolver().digest(scene.registry.reference("team/app:declared"))
        #expect(scene.asked == ["GET manifests/declared"])
    }

    @Test func `four lists around the images are followed, and five are not supported`() async throws {
        let scene = try Scene(SampleImages.nested(depth: 4))
        #expect(try await scene.resolver().explain(scene.image).chosen?.position == [0, 0, 0, 0, 0])
        #expect(try await scene.pull(["all"]).count == 6)
        scene.registry.add(SampleImages.nested(depth: 5), to: "team/app", tags: ["1"])
        for platforms in [[], ["all"]] {
            let error = await #expect(throws: ResolverError.self) { try await scene.pull(platforms) }
            #expect(error?.kind == .malformed)
        }
    }

    @Test func `the same image twice in a list is one image`() async throws {
        let builder = ImageBuilder()
        let image = SampleImages.image("linux/arm/v6", builder)
        let scene = try Scene(
            builder.index([IndexEntry(image), IndexEntry(image, declaring: "linux/arm/v7")]))
        let layout = try await scene.pullLayout(["linux/arm/v6", "linux/armel"])
        #expect(layout.entries.map(\.digest) == [image.digest])
    }
}
