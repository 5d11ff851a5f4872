import ImageResolver
import TestSupport
import Testing

/// The servers that get requests for an image with a mirror, also if the mirror fails.
struct MirrorPullTests {
    /// An index of one image with two layers.
    private let image: SampleImage = {
        let builder = ImageBuilder()
        let layers = (1...2).map { builder.layer([.random("part\($0)", size: 3000 * $0, seed: UInt64($0))]) }
        return builder.index([IndexEntry(builder.image("linux/amd64", layers: layers))])
    }()

    /// The requests of a cold pull before the layers.
    private var documents: [String] {
        ["manifests/1", "manifests/\(image.child(0).digest)", "blobs/\(image.child(0).config?.digest ?? "")"]
    }

    private var layers: Set<String> { Set(image.child(0).layers.map { "blobs/\($0.digest)" }) }

    @Test func `a complete mirror gets every request, with the registry's name, and no other server gets one`()
        async throws
    {
        let scene = try MirrorScene(image)
        let pulled = try await scene.pull()
        #expect(pulled.map { "\($0.digest)" } == [image.child(0).digest])
        #expect(pulled.first?.name == scene.upstream.registry.reference("team/app"))
        let requested = MirrorScene.requested(scene.mirror)
        #expect(Array(requested.prefix(3)) == documents)
        #expect(Set(requested.dropFirst(3)) == layers && requested.count == 5)
        let registry = scene.upstream.registry.authority
        #expect(scene.mirror.log.allSatisfy { $0.query.map(\.name) == ["ns"] && $0.query[0].value == registry })
        #expect(scene.upstream.registry.log.isEmpty)
        #expect(scene.upstream.reported.notes.isEmpty)
    }

    @Test func `a second pull sends one HEAD to the mirror`() async throws {
        let scene = try MirrorScene(image)
        try await scene.pull()
        scene.mirror.clearLog()
        try await scene.pull()
        #expect(scene.mirror.log.map(\.method) == ["HEAD"])
        #expect(scene.upstream.registry.log.isEmpty)
    }

    // The faults after which an endpoint may still have other content, and those after which it is not used again.
    @Test(arguments: [
        (Fault.status(404), true), (.status(500), true), (.tooManyRequests(retryAfter: "50"), true),
        (.status(401), false), (.status(403), false), (.html, false), (.closedWithoutReply, false),
        (.flipped(at: 30), false), (.cut(after: 10), false), (.redirect(302, .itself), false),
    ])
    func `if the mirror fails, the registry is used`(fault: Fault, isUsedAgain: Bool) async throws {
        let scene = try MirrorScene(image)
        scene.mirror.misbehave(on: "/v2/", fault)
        let pulled = try await scene.pull()
        #expect(pulled.map { "\($0.digest)" } == [image.child(0).digest])
        let requested = MirrorScene.requested(scene.upstream.registry)
        #expect(
            Array(requested.prefix(3)) == documents && Set(requested.dropFirst(3)) == layers && requested.count == 5)
        #expect(scene.upstream.registry.log.allSatisfy { !$0.target.contains("ns=") })
        let tried = Set(MirrorScene.requested(scene.mirror))
        #expect(tried == (isUsedAgain ? layers.union(documents) : [documents[0]]))
        #expect(scene.upstream.reported.notes.count == 1)
        #expect(scene.upstream.reported.notes.first?.contains("'\(scene.mirror.authority)' is skipped") == true)
    }

    @Test func `a mirror that is down costs one attempt`() async throws {
        let scene = try MirrorScene(image)
        let authority = scene.mirror.authority
        scene.mirror.stop()
        let pulled = try await scene.pull { $0.retries = 3 }
        #expect(pulled.map { "\($0.digest)" } == [image.child(0).digest])
        let lines = scene.upstream.reported.events.compactMap {
            if case .request(let line) = $0 { line() } else { nil }
        }
        #expect(lines.filter { $0.contains(authority + "/v2/") }.count == 1)
    }

    @Test(arguments: [Fault.flipped(at: 100), .status(404), .cut(after: 100), .html])
    func `a layer that the mirror fails to send is fetched from the registry`(fault: Fault) async throws {
        let scene = try MirrorScene(image)
        for layer in image.child(0).layers { scene.mirror.misbehave(on: .containing(layer.digest), fault) }
        let pulled = try await scene.pull { $0.jobs = 1 }
        #expect(pulled.map { "\($0.digest)" } == [image.child(0).digest])
        #expect(Set(MirrorScene.requested(scene.upstream.registry)) == layers)
        #expect(scene.upstream.registry.log.count == 2)
        #expect(scene.upstream.reported.notes.count == 1)
    }

    @Test func `content with a digest is fetched from any endpoint, even if the registry is down`() async throws {
        let scene = try MirrorScene(image)
        let name = scene.upstream.registry.reference("team/app@\(image.digest)")
        scene.upstream.registry.stop()
        let url = scene.mirror.url
        let resolver = scene.upstream.resolver { $0.mirrors = [url] }
        let pulled = try await resolver.pull(PullRequest(image: name), to: .localStore)
        #expect(pulled.map { "\($0.digest)" } == [image.child(0).digest])
    }

    @Test func `if all endpoints fail, the error is that of the last one and names all`() async throws {
        let scene = try MirrorScene(image)
        scene.mirror.misbehave(on: "/v2/", .status(500))
        scene.upstream.registry.misbehave(on: "/manifests/", .status(404))
        let error = await scene.failure()
        #expect(error?.kind == .notFound)
        #expect(error?.message.contains("no tag '1' in \(scene.upstream.registry.reference("team/app"))") == true)
        #expect(error?.message.contains("at '\(scene.mirror.authority)': manifest '1': status 500") == true)
        #expect(error?.registry == scene.upstream.registry.authority)
    }

    @Test func `with --mirror-only the registry is never contacted`() async throws {
        let scene = try MirrorScene(image)
        scene.mirror.misbehave(on: "/manifests/", .status(404))
        #expect(await scene.failure { $0.isMirrorOnly = true }?.kind == .notFound)
        scene.mirror.stop()
        #expect(await scene.failure { $0.isMirrorOnly = true }?.kind == .network)
        #expect(scene.upstream.registry.log.isEmpty)
        let none = await scene.failure {
            $0.isMirrorOnly = true
            $0.mirrors = []
        }
        #expect(none?.kind == .usage)
        #expect(await scene.failure { $0.mirrors = ["ftp://x"] }?.kind == .usage)
    }
}
