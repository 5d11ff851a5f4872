import Foundation
import ImageModel
import ImageResolver
import TestSupport
import Testing

struct CopyReferrersTests {
    private let image = SampleImages.list(["linux/amd64", "linux/arm64"])

    /// A referrer of the document with that digest.
    private func artifact(_ text: String, on subject: SampleBlob) -> SampleImage {
        let about = JSONText.object([
            ("mediaType", .string(subject.mediaType)), ("digest", .string(subject.digest)),
            ("size", .number(subject.size)),
        ])
        let config = SampleBlob(mediaType: "application/vnd.oci.empty.v1+json", bytes: Array("{}".utf8))
        let layer = SampleBlob(mediaType: "application/x.\(text)", bytes: Array(text.utf8))
        let extra: [(String, JSONText)] = [("artifactType", .string("application/x.\(text)")), ("subject", about)]
        return ImageBuilder().image(config: config, layers: [layer], manifestExtra: extra)
    }

    /// The digests in the target's referrers tag of `subject`.
    private func tagged(_ scene: CopyScene, _ subject: String) throws -> [String] {
        let tag = subject.replacingOccurrences(of: ":", with: "-")
        guard let digest = scene.held().tags[tag], let document = scene.held().manifests[digest] else { return [] }
        let content = try ManifestDocument(parsing: document.bytes, contentType: document.mediaType)
        guard case .index(let index) = content else { return [] }
        return index.manifests.map { "\($0.digest)" }
    }

    /// A scene whose source lists its referrers, by the API or only by the tag.
    private func scene(
        apiAt source: Bool, _ target: Bool, _ attached: [(SampleImage, to: String)]
    ) throws -> CopyScene {
        let scene = try CopyScene(image)
        if source { scene.source.content.referrersSettings = .init() }
        if target { scene.target.content.referrersSettings = .init() }
        for (artifact, subject) in attached {
            scene.source.add(artifact, to: "team/app", tags: [])
            guard !source else { continue }
            let entry = IndexEntry(artifact, declaring: nil)
            let tag = subject.replacingOccurrences(of: ":", with: "-")
            scene.source.add(ImageBuilder().index([entry]), to: "team/app", tags: [tag])
        }
        return scene
    }

    @Test(arguments: [true, false], [true, false])
    func `referrers are copied, by API or tag on either side`(source: Bool, target: Bool) async throws {
        let signature = artifact("signature", on: image.root)
        let bill = artifact("sbom", on: image.child(1).root)
        let scene = try scene(
            apiAt: source, target, [(signature, to: image.digest), (bill, to: image.child(1).digest)])
        let copied = try await scene.copy { $0.withReferrers = true }
        #expect(scene.holds(image) && scene.holds(signature) && scene.holds(bill))
        #expect(Set(copied.referrers.map { "\($0)" }) == [signature.digest, bill.digest])
        #expect(try tagged(scene, image.digest) == (target ? [] : [signature.digest]))
        #expect(try tagged(scene, image.child(1).digest) == (target ? [] : [bill.digest]))
    }

    @Test(arguments: [(true, false), (false, true)])
    func `a target with OCI-Subject maintains the referrers itself, even with a delay`(
        answersSubject: Bool, isTagged: Bool
    ) async throws {
        let signature = artifact("signature", on: image.root)
        let scene = try scene(apiAt: true, true, [(signature, to: image.digest)])
        scene.target.content.referrersSettings?.answersSubject = answersSubject
        scene.target.content.referrersSettings?.isLate = true
        try await scene.copy { $0.withReferrers = true }
        #expect(scene.holds(signature))
        #expect(try tagged(scene, image.digest) == (isTagged ? [signature.digest] : []))
    }

    @Test func `referrers of referrers are copied, too`() async throws {
        let signature = artifact("signature", on: image.root)
        let stamp = artifact("timestamp", on: signature.root)
        let scene = try scene(apiAt: true, false, [(signature, to: image.digest), (stamp, to: signature.digest)])
        try await scene.copy { $0.withReferrers = true }
        #expect(scene.holds(stamp))
        #expect(try tagged(scene, signature.digest) == [stamp.digest])
    }

    @Test func `pages of referrers are followed`() async throws {
        let artifacts = (1...5).map { artifact("a\($0)", on: image.root) }
        let scene = try scene(apiAt: true, false, artifacts.map { ($0, to: image.digest) })
        scene.source.content.referrersSettings?.entriesAPage = 2
        try await scene.copy { $0.withReferrers = true }
        #expect(Set(try tagged(scene, image.digest)) == Set(artifacts.map(\.digest)))
    }

    @Test func `existing entries of the target's referrers tag stay, and a second run writes nothing`() async throws {
        let signature = artifact("signature", on: image.root)
        let own = artifact("own", on: image.root)
        let scene = try scene(apiAt: true, false, [(signature, to: image.digest)])
        scene.target.add(own, to: "copy/app", tags: [])
        let tag = image.digest.replacingOccurrences(of: ":", with: "-")
        scene.target.add(ImageBuilder().index([IndexEntry(own, declaring: nil)]), to: "copy/app", tags: [tag])
        try await scene.copy { $0.withReferrers = true }
        #expect(try tagged(scene, image.digest) == [own.digest, signature.digest])
        scene.clearLogs()
        try await scene.copy { $0.withReferrers = true }
        #expect(!scene.target.log.contains { $0.method == "POST" })
        #expect(scene.target.log.filter { $0.method == "PUT" }.map(\.path).filter { $0.contains("sha256-") } == [])
        #expect(scene.source.requests(to: .matching("/blobs/")).isEmpty)
    }

    @Test func `without the option no referrers are requested`() async throws {
        let scene = try scene(apiAt: true, true, [(artifact("signature", on: image.root), to: image.digest)])
        let copied = try await scene.copy()
        #expect(copied.referrers.isEmpty)
        #expect(scene.source.requests(to: .matching("referrers|sha256-")).isEmpty)
    }

    @Test func `cosign signatures under their own tags keep them`() async throws {
        let scene = try CopyScene(image)
        let signature = SampleImages.single(nil)
        let tag = image.digest.replacingOccurrences(of: ":", with: "-") + ".sig"
        scene.source.add(signature, to: "team/app", tags: [tag])
        try await scene.copy { $0.withReferrers = true }
        #expect(scene.held().tags[tag] == signature.digest)
        let other = SampleImages.single("linux/386")
        scene.source.add(other, to: "team/app", tags: [tag])
        try await scene.copy { $0.withReferrers = true }
        #expect(scene.held().tags[tag] == signature.digest)
        #expect(scene.reported.warnings.contains { $0.contains(tag) })
        try await scene.copy { request in
            request.withReferrers = true
            request.isForced = true
        }
        #expect(scene.held().tags[tag] == other.digest)
    }

    @Test func `a single artifact is listed at a target without a referrers API`() async throws {
        let signature = artifact("signature", on: image.root)
        let scene = try scene(apiAt: true, false, [(signature, to: image.digest)])
        try await scene.copy { $0.source = scene.source.reference("team/app@\(signature.digest)") }
        #expect(try tagged(scene, image.digest) == [signature.digest])
    }

    @Test func `a filtered index keeps the attestations of the chosen images only with referrers`() async throws {
        let attested = SampleImages.withAttestations()
        let counts = try await [false, true].asyncMap { withReferrers in
            let scene = try CopyScene(attested)
            let copied = try await scene.copy { request in
                request.platforms = ["linux/arm64", "linux/386"]
                request.withReferrers = withReferrers
            }
            let document = try #require(scene.held().manifests["\(copied.digest)"])
            let content = try ManifestDocument(parsing: document.bytes, contentType: document.mediaType)
            guard case .index(let index) = content else { return 0 }
            return index.manifests.count
        }
        #expect(counts == [2, 4])
    }
}

extension Array {
    /// The results of `transform`, computed sequentially.
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
