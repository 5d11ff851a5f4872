import ImageModel
import ImageResolver
import TestSupport
import Testing

/// Manifests that are not images, listed with the platform of an image.
enum SampleArtifacts {
    /// A disk image for virtual machines, like those of podman's machine-os: an empty config and an artifact type.
    static let disk: SampleImage = {
        let empty = SampleBlob(mediaType: MediaType.ociEmpty, bytes: Array("{}".utf8))
        let disk = SampleBlob(mediaType: "application/vnd.example.disk.raw.zst", bytes: [1, 2, 3])
        let type = JSONText.string("application/vnd.example.disk")
        return ImageBuilder().image(config: empty, layers: [disk], manifestExtra: [("artifactType", type)])
    }()

    /// Different artifacts with configs of their own types.
    static func charts(_ count: Int) -> [SampleImage] {
        (0..<count).map { number in
            let config = SampleBlob(
                mediaType: "application/vnd.cncf.helm.config.v1+json", bytes: Array(#"{"name":"\#(number)"}"#.utf8))
            return ImageBuilder().image(config: config, layers: [])
        }
    }
}

struct ArtifactEntryTests {
    private let image = SampleImages.image("linux/amd64")

    @Test(.userCase("L17"), arguments: [1, 3, 16])
    func `artifacts that stand first are skipped with their reason, and the image is taken`(count: Int) async throws {
        let artifacts = count == 1 ? [SampleArtifacts.disk] : SampleArtifacts.charts(count)
        let entries = artifacts.map { IndexEntry($0, declaring: "linux/amd64") } + [IndexEntry(image)]
        let scene = try Scene(ImageBuilder().index(entries))
        let explanation = try await scene.resolver(host: "amd64-v1").explain(scene.image)
        #expect(
            explanation.candidates.map(\.verdict.reason)
                == Array(repeating: "artifact", count: count) + ["exact"])
        let type = try #require(artifacts[0].config).mediaType
        #expect(explanation.candidates[0].verdict.detail == "its config is '\(type)'")
        #expect(explanation.chosen?.position == [count])
        // Each document is requested once, and the artifacts' configs are not.
        #expect(scene.requestedBeforeReferrers.count == 1 + count + 2)
        scene.registry.clearLog()
        #expect(try await scene.pull(host: "amd64-v1").map { "\($0.digest)" } == [image.digest])
        #expect(scene.requested.filter { $0.contains("manifests/") }.count == 2 + count)
    }

    @Test func `with artifacts only, no entry matches`() async throws {
        let scene = try Scene(ImageBuilder().index([IndexEntry(SampleArtifacts.disk, declaring: "linux/amd64")]))
        let error = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(error?.kind == .noMatch)
        #expect(error?.noMatch?.offered.map(\.verdict.reason) == ["artifact"])
        #expect(error?.noMatch?.command == nil)
    }

    @Test func `an artifact gives way to an image of a lower level, not to one for another platform`() async throws {
        let builder = ImageBuilder()
        let v2 = SampleImages.image("linux/amd64/v2", builder)
        let arm64 = SampleImages.image("linux/arm64", builder)
        let scene = try Scene(
            builder.index([
                IndexEntry(arm64), IndexEntry(v2),
                IndexEntry(SampleArtifacts.disk, declaring: "linux/amd64/v3"),
            ]))
        let pulled = try await scene.pull(host: "amd64-v3")
        #expect(pulled.map { "\($0.digest)" } == [v2.digest])
        #expect(pulled.map(\.reason) == ["lower-level"])
        #expect(!scene.requested.contains("GET manifests/\(arm64.digest)"))
    }

    @Test func `an index that lists too many artifacts is refused before all are requested`() async throws {
        let artifacts = SampleArtifacts.charts(40)
        let entries = artifacts.map { IndexEntry($0, declaring: "linux/amd64") } + [IndexEntry(image)]
        let scene = try Scene(ImageBuilder().index(entries))
        let explanation = try await scene.resolver().explain(scene.image)
        #expect(explanation.error?.kind == .malformed)
        #expect(explanation.error?.message.contains("more than 16 entries") == true)
        #expect(scene.requested.count == 1 + 17)
    }

    @Test func `explain shows the entries although the chosen one is missing or contradicts its config`() async throws {
        let builder = ImageBuilder()
        let lie = IndexEntry(SampleImages.image("linux/arm64", builder), declaring: "linux/amd64")
        let scene = try Scene(builder.index([lie]))
        let mislabelled = try await scene.resolver().explain(scene.image)
        #expect(mislabelled.chosen?.position == [0])
        #expect(mislabelled.error?.kind == .mismatch)
        scene.registry.misbehave(on: .containing(lie.image.digest), .status(404))
        let missing = try await scene.resolver().explain(scene.image)
        #expect(missing.candidates.map(\.verdict.reason) == ["lower-level"])
        #expect(missing.error?.kind == .notFound)
    }
}
