import ImageResolver
import TestSupport
import Testing

/// The local store without a registry.
struct OfflineTests {
    private let six = SampleImages.sixPlatforms()

    @Test func `after pulls of amd64 and arm64, each is found offline under its own platform`() async throws {
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

    @Test func `a platform that was never pulled is not found offline, and a hint suggests a pull`() async throws {
        let scene = try Scene(six)
        try await scene.pull(["linux/amd64"])
        scene.registry.clearLog()
        let error = await #expect(throws: ResolverError.self) {
            try await scene.pull(["linux/arm64"]) { $0.offline = true }
        }
        #expect(error?.kind == .notFound)
        #expect(error?.hint?.contains("--offline") == true)
        #expect(scene.requested.isEmpty)
    }

    @Test func `with all platforms in the store, each of them and all together are found offline`() async throws {
        let scene = try Scene(six)
        try await scene.pull(["all"])
        scene.registry.stop()
        #expect(try await scene.pull(["all"]) { $0.offline = true }.count == 6)
        let pulled = try await scene.pull(host: "raspberry-pi-zero") { $0.offline = true }
        #expect(pulled.map { "\($0.digest)" } == [six.child(3).digest])
    }

    @Test func `an unreachable registry is a network error with a hint to --offline`() async throws {
        let scene = try Scene(six)
        try await scene.pull()
        scene.registry.stop()
        let error = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(error?.kind == .network)
        #expect(error?.hint?.contains("--offline") == true)
        #expect(error?.registry == scene.registry.authority)
        // An image that was never pulled is not found with --offline either.
        let other = await #expect(throws: ResolverError.self) {
            try await scene.resolver().pull(PullRequest(image: scene.registry.reference("team/new:1")), to: .localStore)
        }
        #expect(other?.kind == .network)
        #expect(other?.hint?.contains("--offline") != true)
    }

    @Test func `an output is created offline from the local store`() async throws {
        let scene = try Scene(six)
        try await scene.pull(["linux/386"])
        scene.registry.stop()
        let layout = try await scene.pullLayout(["linux/386"]) { $0.offline = true }
        #expect(layout.entries.map(\.digest) == [six.child(4).digest])
        #expect(layout.dangling.isEmpty)
    }
}
