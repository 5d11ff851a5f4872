import ImageResolver
import TestSupport
import Testing

/// Certificates of mirrors with TLS, and client certificates.
@Suite(.enabled(if: TLSFront.isPossible, "needs nginx and openssl"))
struct MirrorTrustTests {
    private let image = SampleImages.single("linux/amd64", layerSize: 3000)
    private let scene: MirrorScene

    init() throws {
        scene = try MirrorScene(image)
    }

    /// Pulls with containerd's settings for `front`, and returns the number of requests to the mirror behind it.
    private func requests(
        through front: TLSFront, _ settings: String, _ change: (inout ResolverOptions) -> Void = { _ in }
    ) async throws -> Int {
        let table = "[host.\"https://127.0.0.1:\(front.port)\"]\n  \(settings)\n"
        try scene.write(table, to: "config/containerd/certs.d/_default/hosts.toml")
        let folder = scene.upstream.folder.file("config")
        scene.mirror.clearLog()
        let pulled = try await scene.upstream.pull { options in
            options.environment["XDG_CONFIG_HOME"] = folder
            change(&options)
        }
        #expect(pulled.map { "\($0.digest)" } == [image.digest])
        return scene.mirror.log.count
    }

    @Test func `a mirror with an untrusted certificate is skipped`() async throws {
        let front = try TLSFront(before: scene.mirror.authority)
        #expect(try await requests(through: front, "") == 0)
        #expect(scene.upstream.reported.notes.contains { $0.contains("'127.0.0.1:\(front.port)' is skipped") })
        #expect(!scene.upstream.registry.log.isEmpty)
    }

    @Test(arguments: [true, false])
    func `a mirror's own certificate authority, or no check at all, applies to the mirror`(isChecked: Bool) async throws
    {
        let front = try TLSFront(before: scene.mirror.authority)
        let settings = isChecked ? "ca = \"\(front.certificate)\"" : "skip_verify = true"
        #expect(try await requests(through: front, settings) > 0)
        #expect(scene.upstream.registry.log.isEmpty)
    }

    @Test func `a mirror without a certificate check does not affect other servers`() async throws {
        let (front, guarded) = (
            try TLSFront(before: scene.mirror.authority), try TLSFront(before: scene.upstream.registry.authority)
        )
        scene.mirror.misbehave(on: "/v2/", .status(404))
        let table = "[host.\"https://127.0.0.1:\(front.port)\"]\n  skip_verify = true\n"
        try scene.write(table, to: "config/containerd/certs.d/_default/hosts.toml")
        let folder = scene.upstream.folder.file("config")
        let resolver = scene.upstream.resolver { $0.environment["XDG_CONFIG_HOME"] = folder }
        let error = await #expect(throws: ResolverError.self) {
            _ = try await resolver.digest("127.0.0.1:\(guarded.port)/team/app:1")
        }
        #expect(error?.kind == .network)
        #expect(scene.mirror.log.count == 1 && scene.upstream.registry.log.isEmpty)
    }

    @Test func `a mirror gets the client certificate in its settings`() async throws {
        let front = try TLSFront(before: scene.mirror.authority, demandsClient: true)
        let pair = "client = [[\"\(front.client.certificate)\", \"\(front.client.key)\"]]"
        #expect(try await requests(through: front, "skip_verify = true\n  \(pair)") > 0)
    }

    @Test func `a mirror gets the registry's client certificate only if only mirrors are used`() async throws {
        let front = try TLSFront(before: scene.mirror.authority, demandsClient: true)
        let own: (inout ResolverOptions) -> Void = { options in
            options.clientCertificate = front.client.certificate
            options.clientKey = front.client.key
        }
        #expect(try await requests(through: front, "skip_verify = true", own) == 0)
        let folder = scene.upstream.folder.file("other")
        let alone = try await requests(through: front, "skip_verify = true") { options in
            own(&options)
            options.isMirrorOnly = true
            options.environment["RESOLVE_HOME"] = folder
        }
        #expect(alone > 0)
    }
}
