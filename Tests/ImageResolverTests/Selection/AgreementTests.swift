import Foundation
import ImageModel
import ImageResolver
import TestSupport
import Testing

/// `explain`, `digest` and `pull` make the same choice, or end with the same error.
struct AgreementTests {
    /// Hosts of every system and of many CPU levels.
    private static let hosts = [
        "raspberry-pi-zero", "raspberry-pi-2", "raspberry-pi-4", "graviton3", "apple-m1", "amd64-v1",
        "github-runner-amd64", "linux-386-on-amd64", "visionfive-2", "windows-server-2019", "windows-11-24h2-arm64",
        "freebsd-14-amd64-linux",
    ]

    /// What a command says about an image.
    private struct Answer: Equatable {
        var digest: String?
        var reason: String?
        var failure: ResolverError.Kind?
        var message: String?
    }

    @Test(.userCase("L17"), arguments: IndexFixtures.all)
    func `explain, digest and pull choose the same entry, or fail with the same error`(list: IndexFixture) async throws
    {
        let scene = try Scene()
        list.serve(on: scene.registry)
        for (number, host) in Self.hosts.enumerated() {
            let allowsMismatch = number % 3 == 0
            let resolver = scene.resolver(host: host) {
                $0.allowMismatch = allowsMismatch
                $0.environment["RESOLVE_HOME"] = scene.folder.file(host)
            }
            let explained = await explained(scene.image, by: resolver)
            let named = await answer { () throws(ResolverError) in
                Answer(digest: "\(try await resolver.digest(scene.image).manifest)", reason: explained.reason)
            }
            let pulled = await answer { () throws(ResolverError) in
                let image = try await resolver.pull(PullRequest(image: scene.image), to: .localStore).first
                return Answer(digest: image.map { "\($0.digest)" }, reason: image?.reason)
            }
            #expect(explained == pulled, "\(host)")
            #expect(named == pulled, "\(host)")
        }
    }

    @Test func `the fixtures have choices and every kind of failure`() async throws {
        var answers: [Answer] = []
        for list in IndexFixtures.all {
            let scene = try Scene()
            list.serve(on: scene.registry)
            answers.append(await explained(scene.image, by: scene.resolver()))
        }
        #expect(answers.count { $0.digest != nil } >= 10)
        #expect(Set(answers.compactMap(\.failure)).isSuperset(of: [.noMatch, .mismatch, .notFound, .malformed]))
    }

    private func explained(_ image: String, by resolver: Resolver) async -> Answer {
        await answer { () throws(ResolverError) in
            let explanation = try await resolver.explain(image)
            if let error = explanation.error { throw error }
            return Answer(
                digest: explanation.chosen?.digest.map { "\($0)" }, reason: explanation.chosen?.verdict.reason)
        }
    }

    private func answer(_ command: () async throws(ResolverError) -> Answer) async -> Answer {
        do throws(ResolverError) {
            return try await command()
        } catch {
            return Answer(failure: error.kind, message: error.message)
        }
    }
}

/// A list that a registry serves as `team/app:1`.
struct IndexFixture: CustomTestStringConvertible, Sendable {
    let name: String
    /// The image; blobs and manifests named in `missing` are not served.
    let image: SampleImage
    var missing: Set<String> = []

    var testDescription: String { name }

    func serve(on registry: MisbehavingRegistry) {
        registry.add(image, to: "team/app", tags: ["1"])
        for digest in missing { registry.misbehave(on: .containing(digest), .status(404)) }
    }
}

/// All indexes of `Tests/Fixtures/documents`, as they are and over real images, and lists with something wrong in them.
enum IndexFixtures {
    static let all: [IndexFixture] = sound + broken + documents

    /// The indexes in the folder `documents`.
    private static var documents: [IndexFixture] {
        let folder = "documents/indexes"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(Fixtures.root)/\(folder)")) ?? []
        return names.sorted().flatMap { name -> [IndexFixture] in
            guard let bytes = try? Fixtures.bytes("\(folder)/\(name)"),
                let document = try? ManifestDocument(parsing: bytes, contentType: nil),
                case .index(let index) = document
            else { return [] }
            let root = SampleBlob(mediaType: index.mediaType ?? MediaType.ociIndex, bytes: bytes)
            return [
                IndexFixture(name: name, image: ImageBuilder().image(root: root, blobs: [])),
                IndexFixture(name: "\(name) with images", image: filled(index)),
            ]
        }
    }

    /// An index of the same entries, each of which leads to an image.
    private static func filled(_ index: ImageIndex) -> SampleImage {
        let builder = ImageBuilder()
        return builder.index(
            index.manifests.map { descriptor in
                let platform = descriptor.platform.map {
                    SamplePlatform(
                        os: $0.os, architecture: $0.architecture, variant: $0.variant, osVersion: $0.osVersion,
                        osFeatures: $0.osFeatures)
                }
                let isIndex = MediaType.isIndex(descriptor.mediaType)
                let image = SampleImages.image(platform ?? "linux/arm64", builder)
                var entry = IndexEntry(
                    isIndex ? builder.index([IndexEntry(image)]) : image, declaring: platform)
                entry.mediaType = descriptor.mediaType
                entry.artifactType = descriptor.artifactType
                entry.annotations = descriptor.annotations
                return entry
            })
    }

    /// Lists that are as they should be.
    private static var sound: [IndexFixture] {
        [
            IndexFixture(name: "six platforms", image: SampleImages.sixPlatforms()),
            IndexFixture(name: "Docker's six platforms", image: SampleImages.sixPlatforms(format: .docker)),
            IndexFixture(name: "attestations", image: SampleImages.withAttestations()),
            IndexFixture(name: "levels of amd64", image: SampleImages.amd64Levels()),
            IndexFixture(name: "Windows", image: SampleImages.windows()),
            IndexFixture(name: "no platforms", image: SampleImages.undeclared()),
            IndexFixture(name: "nested", image: SampleImages.nested(depth: 3)),
            IndexFixture(name: "no index", image: SampleImages.single("linux/amd64")),
            IndexFixture(name: "no index and no platform", image: SampleImages.single(nil)),
        ]
    }

    /// Lists in which a document is missing, malformed, not an image, or contradicts its entry.
    private static var broken: [IndexFixture] {
        let builder = ImageBuilder()
        let six = SampleImages.sixPlatforms()
        let amd64 = SampleImages.image("linux/amd64", builder)
        let artifact = SampleArtifacts.disk
        let unread = builder.image(
            config: SampleBlob(mediaType: MediaType.ociConfig, bytes: Array("[]".utf8)), layers: [])
        let inner = builder.index([IndexEntry(artifact, declaring: "linux/amd64"), IndexEntry(amd64)])
        func list(_ name: String, _ entries: [IndexEntry]) -> IndexFixture {
            IndexFixture(name: name, image: builder.index(entries))
        }
        return [
            IndexFixture(name: "too deep", image: SampleImages.nested(depth: 5)),
            IndexFixture(name: "missing manifests", image: six, missing: Set(six.children.map(\.digest))),
            IndexFixture(
                name: "missing configs", image: six, missing: Set(six.children.compactMap { $0.config?.digest })),
            list("artifact first", [IndexEntry(artifact, declaring: "linux/amd64"), IndexEntry(amd64)]),
            list("artifact alone", [IndexEntry(artifact, declaring: "linux/amd64")]),
            list("artifact in a nested index", [IndexEntry(inner, declaring: "linux/amd64")]),
            IndexFixture(name: "artifact without an index", image: artifact),
            list("another algorithm", [IndexEntry(SampleImages.image("linux/arm64", builder)), odd(amd64)]),
            list("another algorithm first", [odd(amd64), IndexEntry(amd64)]),
            list("another algorithm alone", [odd(amd64)]),
            list("contradiction", SampleImages.sixPlatformNames.map { IndexEntry(amd64, declaring: $0) }),
            list(
                "contradiction alone",
                [IndexEntry(SampleImages.image("linux/arm64", builder), declaring: "linux/amd64")]),
            list("malformed config", [IndexEntry(unread, declaring: "linux/amd64"), IndexEntry(amd64)]),
            list("an index that says it is a manifest", [manifest(six)]),
        ]
    }

    /// An entry whose digest has an algorithm to come.
    private static func odd(_ image: SampleImage) -> IndexEntry {
        var entry = IndexEntry(image)
        entry.digest = "blake3:" + image.digest.dropFirst("sha256:".count)
        return entry
    }

    /// An entry that calls an index a manifest.
    private static func manifest(_ index: SampleImage) -> IndexEntry {
        var entry = IndexEntry(index, declaring: "linux/amd64")
        entry.mediaType = MediaType.ociManifest
        return entry
    }
}
