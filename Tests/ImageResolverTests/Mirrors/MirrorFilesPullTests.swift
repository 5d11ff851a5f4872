import ImageResolver
import TestSupport
import Testing

/// Mirrors in the files of containerd and podman, and the credentials that they get.
struct MirrorFilesPullTests {
    private let image = SampleImages.single("linux/amd64", layerSize: 3000)

    private var blobs: Set<String> { Set(image.blobs.map { "blobs/\($0.digest)" }) }

    /// A pull without options, with the user's own settings in `config`.
    private func pull(_ scene: MirrorScene) async throws(ResolverError) -> [PulledImage] {
        let folder = scene.upstream.folder.file("config")
        return try await scene.upstream.pull { $0.environment["XDG_CONFIG_HOME"] = folder }
    }

    @Test func `a containerd mirror for digests only gets no request for a tag, and gets its headers`() async throws {
        let scene = try MirrorScene(image)
        let folder = "system/etc/containerd/certs.d/127.0.0.1_\(scene.upstream.registry.port)_"
        try scene.write(
            """
            [host."http://MIRROR"]
              capabilities = ["pull"]
              [host."http://MIRROR".header]
                X-Key = "hidden-value"
            """, to: folder + "/hosts.toml")
        #expect(try await pull(scene).map { "\($0.digest)" } == [image.digest])
        #expect(MirrorScene.requested(scene.upstream.registry) == ["manifests/1"])
        #expect(Set(MirrorScene.requested(scene.mirror)) == blobs)
        let registry = scene.upstream.registry.authority
        #expect(scene.mirror.log.allSatisfy { $0.query.contains { $0.name == "ns" && $0.value == registry } })
        #expect(scene.mirror.log.allSatisfy { $0.headers["X-Key"] == "hidden-value" })
        #expect(scene.upstream.registry.log.allSatisfy { $0.headers["X-Key"] == nil })
        #expect(!scene.upstream.reported.events.contains { "\($0)".contains("hidden-value") })
    }

    @Test func `a header for a mirror is not sent to redirect targets`() async throws {
        let scene = try MirrorScene(image)
        try scene.write(
            """
            [host."http://MIRROR".header]
              Authorization = "Basic c2VjcmV0"
              X-Key = "hidden-value"
            """, to: "config/containerd/certs.d/_default/hosts.toml")
        scene.mirror.misbehave(
            on: "/blobs/", .redirect(307, .samePath(on: scene.upstream.registry.url, query: "sig=x")))
        #expect(try await pull(scene).map { "\($0.digest)" } == [image.digest])
        #expect(scene.mirror.log.allSatisfy { $0.authorization == "Basic c2VjcmV0" })
        #expect(Set(MirrorScene.requested(scene.upstream.registry)) == blobs)
        #expect(scene.upstream.registry.log.allSatisfy { $0.authorization == nil && $0.headers["X-Key"] == nil })
    }

    /// How a mirror's challenge leads to a token.
    enum TokenRoute: CaseIterable {
        case own, elsewhere, redirectedElsewhere
    }

    @Test(.userCase("M7"), arguments: TokenRoute.allCases)
    func `a header for a mirror opens its own token server, and is not sent to another`(route: TokenRoute) async throws
    {
        var server = TokenServer()
        server.accounts = ["me": "pass-word"]
        server.isAnonymousAllowed = false
        let scene = try MirrorScene(image, mirrorAccess: .bearer(server))
        let registry = scene.upstream.registry
        if route == .elsewhere {
            server.realm = registry.url + "/token"
            scene.mirror.access = .bearer(server)
        }
        if route == .redirectedElsewhere {
            scene.mirror.misbehave(on: "/token", .redirect(307, .samePath(on: registry.url)))
        }
        // me:pass-word
        try scene.write(
            """
            [host."http://MIRROR".header]
              Authorization = "Basic bWU6cGFzcy13b3Jk"
              X-Key = "hidden-value"
            """, to: "config/containerd/certs.d/_default/hosts.toml")
        #expect(try await pull(scene).map { "\($0.digest)" } == [image.digest])
        #expect(registry.log.allSatisfy { $0.authorization == nil && $0.headers["X-Key"] == nil })
        #expect(registry.log.contains { $0.path == "/token" } == (route != .own))
        #expect(MirrorScene.requested(registry).isEmpty == (route == .own))
        let tokens = scene.mirror.log.filter { $0.path == "/token" }
        #expect(tokens.isEmpty == (route == .elsewhere))
        #expect(tokens.allSatisfy { $0.authorization == "Basic bWU6cGFzcy13b3Jk" && $0.headers["X-Key"] != nil })
    }

    @Test(.userCase("P18"), arguments: ["k3s", "rke2"])
    func `the mirrors and the logins of a node of k3s or RKE2 are used`(program: String) async throws {
        let scene = try MirrorScene(image, mirrorAccess: .basic(["me": "pass-word"]))
        scene.mirror.add(image, to: "copies/app", tags: ["1"])
        try scene.write(
            """
            mirrors:
              "UPSTREAM":
                endpoint: ["http://MIRROR"]
                rewrite:
                  "^team/(.*)": "copies/$1"
            configs:
              "MIRROR":
                auth:
                  username: me
                  password: pass-word
            """, to: "system/etc/rancher/\(program)/registries.yaml")
        #expect(try await pull(scene).map { "\($0.digest)" } == [image.digest])
        #expect(scene.upstream.registry.log.isEmpty)
        #expect(scene.mirror.log.allSatisfy { $0.path.hasPrefix("/v2/copies/app/") && $0.target.contains("ns=") })
        #expect(!scene.upstream.reported.events.contains { "\($0)".contains("pass-word") })
    }

    @Test(.userCase("P18"), arguments: ["k3s", "rke2"])
    func `the folders that k3s or RKE2 fill are read, with what they rewrite`(program: String) async throws {
        let scene = try MirrorScene(image)
        scene.mirror.add(image, to: "copies/app", tags: ["1"])
        try scene.write(
            """
            # File generated by \(program). DO NOT EDIT.
            server = "http://UPSTREAM/v2"
            capabilities = ["pull", "resolve", "push"]

            [host]
            [host."http://MIRROR/v2"]
              capabilities = ["pull", "resolve"]
              [host."http://MIRROR/v2".rewrite]
                "^team/(.*)" = "copies/$1"
            """,
            to: "system/var/lib/rancher/\(program)/agent/etc/containerd/certs.d/127.0.0.1_"
                + "\(scene.upstream.registry.port)_/hosts.toml")
        #expect(try await pull(scene).map { "\($0.digest)" } == [image.digest])
        #expect(scene.upstream.registry.log.isEmpty)
        #expect(scene.mirror.log.allSatisfy { $0.path.hasPrefix("/v2/copies/app/") })
    }

    @Test func `a podman mirror replaces a prefix of the name`() async throws {
        let scene = try MirrorScene(image)
        scene.mirror.add(image, to: "copies/app", tags: ["1"])
        try scene.write(
            """
            [[registry]]
            prefix = "UPSTREAM/team"
            location = "UPSTREAM/team"
            [[registry.mirror]]
            location = "MIRROR/copies"
            """, to: "config/containers/registries.conf")
        #expect(try await pull(scene).map { "\($0.digest)" } == [image.digest])
        #expect(scene.mirror.log.allSatisfy { $0.path.hasPrefix("/v2/copies/app/") && !$0.target.contains("ns=") })
        #expect(scene.upstream.registry.log.isEmpty)
    }

    @Test func `a blocked registry is not contacted, and a mirror of --mirror serves`() async throws {
        let scene = try MirrorScene(image)
        try scene.write(
            """
            [[registry]]
            location = "UPSTREAM"
            blocked = true
            """, to: "system/etc/containers/registries.conf.d/blocked.conf")
        #expect(try await scene.pull().map { "\($0.digest)" } == [image.digest])
        #expect(scene.upstream.registry.log.isEmpty && !scene.mirror.log.isEmpty)
        scene.mirror.misbehave(on: "/manifests/", .status(404))
        scene.mirror.clearLog()
        let error = await scene.failure()
        #expect(error?.kind == .credentials)
        #expect(error?.message.contains("blocked.conf") == true)
        #expect(scene.upstream.registry.log.isEmpty && !scene.mirror.log.isEmpty)
    }

    @Test func `a malformed podman file ends the pull, a malformed containerd file causes a warning`() async throws {
        let scene = try MirrorScene(image)
        try scene.write("[host.", to: "config/containerd/certs.d/_default/hosts.toml")
        #expect(try await pull(scene).count == 1)
        #expect(scene.upstream.reported.warnings.count == 1)
        #expect(scene.upstream.reported.warnings.first?.contains("hosts.toml") == true)
        try scene.write("[[registry", to: "config/containers/registries.conf")
        await #expect(throws: ResolverError.self) { try await pull(scene) }
    }

    @Test(arguments: [AccessControl.open, .basic(["someone": "else"]), .bearer(TokenServer())])
    func `the registry's credentials never reach a mirror`(access: AccessControl) async throws {
        let scene = try MirrorScene(image, access: .basic(["user": "pass-word"]), mirrorAccess: access)
        scene.mirror.misbehave(on: "/blobs/", .status(404))
        // user:pass-word
        try scene.write(
            #"{"auths":{"UPSTREAM":{"auth":"dXNlcjpwYXNzLXdvcmQ="}}}"#, to: "auth.json")
        let file = scene.upstream.folder.file("auth.json")
        #expect(try await scene.pull { $0.authFile = file }.count == 1)
        #expect(scene.upstream.registry.log.contains { $0.authorization?.hasPrefix("Basic ") == true })
        #expect(!scene.mirror.log.isEmpty)
        #expect(scene.mirror.log.allSatisfy { $0.authorization?.hasPrefix("Basic ") != true })
        #expect(!scene.upstream.reported.events.contains { "\($0)".contains("pass-word") })
    }
}
