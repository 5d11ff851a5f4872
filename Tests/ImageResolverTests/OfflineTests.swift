import ImageResolver
import TestSupport
import Testing

/// What the local store answers when the registry does not.
struct OfflineTests {
    private let six = SampleImages.sixPlatforms()

    @Test func `after amd64 and arm64 were pulled, amd64 is amd64 without a registry`() async throws {
        let scene = try Scene(six)
        try await scene.pull(["linux/amd64"])
        try await scene.pull(["linux/arm64"])
        scene.registry.stop()
        for (platform, position) in [("linux/amd64", 0), ("linux/arm64", 1)] {
            let pulled = try await scene.pull([platform]) { $0.offline = true }
            #expect(pulled.map { "\($0.digest)" } == [six.child(position).digest])
            #expect(pulled.map(\.bytes) == [0])
            let resolver = scene.resolver { options in
                options.offline = true
                options.platforms = [platform]
            }
            #expect(try await "\(resolver.digest(scene.image).manifest)" == six.child(position).digest)
        }
    }

    @Test func `a platform that was never pulled is not found offline, and a hint says what to do`() async throws {
        let scene = try Scene(six)
        try await scene.pull(["linux/amd64"])
        scene.registry.clearLog()
        let error = await #expect(throws: ResolverError.self) {
            try await scene.pull(["linux/arm64"]) { $0.offline = true }
        }
        #expect(error?.kind == .notFound)
        #expect(error?.hint?.contains("--offline") == true)
        #expect(scene.asked.isEmpty)
    }

    @Test func `a store that holds all platforms answers offline for each of them and for all`() async throws {
        let scene = try Scene(six)
        try await scene.pull(["all"])
        scene.registry.stop()
        #expect(try await scene.pull(["all"]) { $0.offline = true }.count == 6)
        let pulled = try await scene.pull(host: "raspberry-pi-zero") { $0.offline = true }
        #expect(pulled.map { "\($0.digest)" } == [six.child(3).digest])
    }

    @Test func `a registry that does not answer is a network error that names the way out`() async throws {
        let scene = try Scene(six)
        try await scene.pull()
        scene.registry.stop()
        let error = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(error?.kind == .network)
        #expect(error?.hint?.contains("--offline") == true)
        #expect(error?.registry == scene.registry.authority)
        // What was never pulled is not there with --offline either.
        let other = await #expect(throws: ResolverError.self) {
            try await scene.resolver().pull(PullRequest(image: scene.registry.reference("team/new:1")), to: .localStore)
        }
        #expect(other?.kind == .network)
        #expect(other?.hint?.contains("--offline") != true)
    }

    @Test func `an output is filled offline from the local store`() async throws {
        let scene = try Scene(six)
        try await scene.pull(["linux/386"])
        scene.registry.stop()
        let layout = try await scene.pullLayout(["linux/386"]) { $0.offline = true }
        #expect(layout.entries.map(\.digest) == [six.child(4).digest])
        #expect(layout.dangling.isEmpty)
    }
}
