import ImageModel
import TestSupport
import Testing

@testable import ImageResolver

/// What images say about the machines that they suit, in explanations.
struct CompatibilityTests {
    private let image = SampleImages.amd64Levels()

    private func scene(_ artifacts: [SampleImage], api: Bool = true) throws -> Scene {
        let scene = try Scene(image)
        if api { scene.registry.content.referrersSettings = .init() }
        for artifact in artifacts { scene.registry.add(artifact, to: "team/app", tags: []) }
        return scene
    }

    private func tag(of digest: String) -> String { digest.replacing(":", with: "-") }

    @Test(arguments: [true, false])
    func `artifacts of the index and the chosen manifest are judged, listed by the API or by the tag`(api: Bool)
        async throws
    {
        let child = image.child(2)
        let artifact = SampleCompatibility.artifact(SampleCompatibility.rules, on: child.root)
        let scene = try scene([artifact], api: api)
        if !api {
            var entry = IndexEntry(artifact, declaring: nil)
            entry.artifactType = SampleCompatibility.artifactType
            scene.registry.add(ImageBuilder().index([entry]), to: "team/app", tags: [tag(of: child.digest)])
        }
        let explanation = try await scene.resolver(host: "amd64-v3").explain(scene.image)
        let found = try #require(explanation.compatibility?.first)
        #expect(explanation.compatibility?.count == 1)
        #expect(found.source == .artifact(try Digest(parsing: artifact.digest)))
        #expect(found.position == [2])
        #expect(found.note == nil)
        let untold = CompatibilityAnswer.untold("it is not known of this host")
        #expect(found.sets.map(\.answer) == [untold, untold])
        #expect(found.sets[0].rules[0].answer == .met)
        #expect(found.sets[0].rules[0].requirements.map(\.fact) == ["present", "absent"])
        #expect(found.sets[0].tag == "cpu" && found.sets[0].weight == 10)
    }

    @Test func `a list that has lost the types of artifacts is read all the same, and other artifacts are left out`()
        async throws
    {
        let artifact = SampleCompatibility.artifact(SampleCompatibility.rules, on: image.root)
        let scene = try Scene(image)
        let entries = [IndexEntry(artifact, declaring: nil), IndexEntry(SampleImages.single(), declaring: nil)]
        scene.registry.add(ImageBuilder().index(entries), to: "team/app", tags: [tag(of: image.digest)])
        let explanation = try await scene.resolver(host: "amd64-v3").explain(scene.image)
        #expect(explanation.compatibility?.map(\.source) == [.artifact(try Digest(parsing: artifact.digest))])
    }

    @Test func `rules never change the choice`() async throws {
        let impossible = SampleCompatibility.rules.replacing("AVX2: {op: Exists}", with: "AVX2: {op: DoesNotExist}")
        let scene = try scene([SampleCompatibility.artifact(impossible, on: image.root)])
        let explanation = try await scene.resolver(host: "amd64-v3").explain(scene.image)
        #expect(explanation.compatibility?.first?.sets.first?.answer == .notMet)
        #expect(explanation.compatibility?.first?.position == nil)
        #expect(explanation.chosen?.position == [2])
        #expect(explanation.error == nil)
    }

    @Test func `the newest artifact is listed first, and others than compatibility artifacts are not`() async throws {
        func artifact(_ name: String, _ created: String) -> SampleImage {
            SampleCompatibility.artifact(
                "version: v1alpha1\ncompatibilities: [{tag: \(name), rules: []}]", on: image.root, created: created)
        }
        let old = artifact("old", "2024-01-01T00:00:00Z")
        let new = artifact("new", "2025-01-01T00:00:00Z")
        let scene = try Scene(image)
        var entries = [old, new].map { IndexEntry($0, declaring: nil) }
        entries[0].artifactType = SampleCompatibility.artifactType
        entries[1].artifactType = SampleCompatibility.artifactType
        entries[0].annotations = ["org.opencontainers.image.created": "2024-01-01T00:00:00Z"]
        entries[1].annotations = ["org.opencontainers.image.created": "2025-01-01T00:00:00Z"]
        entries.append(IndexEntry(SampleImages.single(), declaring: nil))
        entries[2].artifactType = "application/x-signature"
        scene.registry.add(ImageBuilder().index(entries), to: "team/app", tags: [tag(of: image.digest)])
        let explanation = try await scene.resolver(host: "amd64-v3").explain(scene.image)
        #expect(explanation.compatibility?.flatMap(\.sets).map(\.tag) == ["new", "old"])
    }

    @Test(arguments: [
        ("", "the file is empty"), ("5", "line 1: the file is a string, not a mapping"),
        ("version: v2", "its version is 'v2', not 'v1alpha1'"),
        ("compatibilities: []", "its version is '', not 'v1alpha1'"),
        ("version: v1alpha1\ncompatibilities: x", "line 1: 'compatibilities' is a string, not a list"),
        ("version: v1alpha1\ncompatibilities: [{rules: [{matchFeatures: [{}]}]}]", "line 2: it has no 'feature'"),
        (
            "version: v1alpha1\ncompatibilities: [{rules: [{matchFeatures: [{feature: a.b, matchName: {op: Near}}]}]}]",
            "line 2: the operator 'Near' is not known"
        ),
        ("{", "not valid YAML"), ("a: \t- b", "not valid YAML"), ("a: *x", "'*x' refers to"),
        ("<html></html>", "not a mapping"),
    ])
    func `a malformed artifact is a note, not a failure`(text: String, note: String) async throws {
        let scene = try scene([SampleCompatibility.artifact(text, on: image.root)])
        let explanation = try await scene.resolver(host: "amd64-v3").explain(scene.image)
        let found = try #require(explanation.compatibility?.first)
        #expect(found.sets.isEmpty)
        #expect(found.note?.contains(note) == true, "\(found.note ?? "")")
        #expect(explanation.chosen?.position == [2])
    }

    @Test func `JSON is read like YAML`() async throws {
        let json = #"""
            {"version": "v1alpha1", "compatibilities": [{"tag": "json", "rules": [{"name": "r", "matchFeatures":
            [{"feature": "cpu.cpuid", "matchExpressions": {"AVX2": {"op": "Exists"}}}]}]}]}
            """#
        let scene = try scene([SampleCompatibility.artifact(json, on: image.root)])
        let explanation = try await scene.resolver(host: "amd64-v3").explain(scene.image)
        #expect(explanation.compatibility?.first?.sets.map(\.answer) == [.met])
    }

    @Test func `an artifact without its file, or without a layer, is a note`() async throws {
        let artifact = SampleCompatibility.artifact(SampleCompatibility.rules, on: image.root)
        let lost = try scene([artifact])
        lost.registry.misbehave(on: .containing("blobs/\(artifact.blobs[1].digest)"), .status(404))
        let found = try await lost.resolver(host: "amd64-v3").explain(lost.image).compatibility?.first
        #expect(found?.note != nil && found?.sets.isEmpty == true)
        let empty = try scene([SampleCompatibility.artifact("", on: image.root, layers: 0)])
        #expect(
            try await empty.resolver(host: "amd64-v3").explain(empty.image).compatibility?.first?.note
                == "it has no layer")
    }

    @Test(arguments: [403, 429, 500, 503])
    func `referrers that cannot be listed do not end an explanation`(status: Int) async throws {
        let scene = try scene([])
        scene.registry.misbehave(on: "/referrers/", .status(status))
        let explanation = try await scene.resolver(host: "amd64-v3").explain(scene.image)
        #expect(explanation.chosen?.position == [2])
        #expect(explanation.compatibility?.map(\.source) == [.referrers, .referrers])
        #expect(explanation.compatibility?.allSatisfy { $0.note != nil } == true)
    }

    @Test func `a registry that knows no referrers has none, and each list is asked for once`() async throws {
        let scene = try scene([], api: false)
        let explanation = try await scene.resolver(host: "amd64-v3").explain(scene.image)
        #expect(explanation.compatibility?.isEmpty == true)
        let asked = scene.requested.dropFirst(3)
        let subjects = [image.digest, image.child(2).digest]
        #expect(Set(asked) == Set(subjects.flatMap { ["GET referrers/\($0)", "GET manifests/\(tag(of: $0))"] }))
        #expect(asked.count == 4)
    }

    @Test func `a digest and a pull ask for no referrers, and an index in a file has none`() async throws {
        let scene = try scene([])
        _ = try await scene.resolver().digest(scene.image)
        try await scene.pull()
        #expect(!scene.requested.contains { $0.contains("referrers") || $0.contains("sha256-") })
        let explanation = try await scene.resolver().explain(index: image.root.bytes, configs: nil, name: "list")
        #expect(explanation.compatibility == nil)
    }

    @Test func `annotations with CPU features are judged, too`() async throws {
        let builder = ImageBuilder()
        var entry = IndexEntry(SampleImages.image("linux/amd64", builder))
        entry.annotations = ["org.example.cpu.features": "avx2,avx512f", "org.example.other": "x"]
        let list = builder.index([entry], annotations: ["cpu.flags": "sse4_2"])
        let scene = try Scene(list)
        let found = try #require(try await scene.resolver(host: "amd64-v3").explain(scene.image).compatibility)
        #expect(found.map(\.source) == [.annotation("cpu.flags"), .annotation("org.example.cpu.features")])
        #expect(found.map(\.position) == [nil, [0]])
        #expect(found.flatMap(\.sets).map(\.answer) == [.met, .notMet])
    }
}
