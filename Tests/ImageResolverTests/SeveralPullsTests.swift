import Foundation
import ImageResolver
import TestSupport
import Testing

/// The files that pulls leave behind, and the state that several pulls share.
struct SeveralPullsTests {
    @Test(arguments: ["team/none:1", "team/app:1"])
    func `an image without a match leaves no folder`(name: String) async throws {
        let scene = try Scene(SampleImages.list(["linux/s390x"]))
        let request = PullRequest(image: scene.registry.reference(name))
        for output in [PullOutput.layout(scene.folder.file("out/deep")), .localStore] {
            let error = await #expect(throws: ResolverError.self) {
                try await scene.resolver().pull(request, to: output)
            }
            #expect(error?.kind == (name == "team/app:1" ? .noMatch : .notFound))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: scene.folder.path).isEmpty)
    }

    @Test func `the success of one image keeps the parts that another resumes from, until all are done`() async throws {
        let big = SampleImages.single("linux/amd64", layerSize: 3_000_000)
        let scene = try Scene(big)
        scene.registry.add(SampleImages.single("linux/amd64", layerSize: 50), to: "team/other", tags: ["1"])
        let layer = PathPattern.containing(big.layers[1].digest)
        scene.registry.misbehave(on: layer, hits: 1...1, .cut(after: 2_000_000))
        let output = PullOutput.layout(scene.folder.file("out"))
        let resolver = scene.resolver()
        await #expect(throws: ResolverError.self) {
            try await resolver.pull(PullRequest(image: scene.image), to: output, finishes: false)
        }
        let other = PullRequest(image: scene.registry.reference("team/other:1"))
        _ = try await resolver.pull(other, to: output, finishes: false)
        scene.registry.clearLog()
        _ = try await resolver.pull(PullRequest(image: scene.image), to: output, finishes: false)
        let ranges = scene.registry.requests(to: layer).compactMap(\.range)
        #expect(ranges.count == 1)
        #expect(ranges.first?.hasPrefix("bytes=0-") == false)
        try await resolver.finish(output)
        #expect(try LayoutContents(scene.folder.file("out")).names == ["blobs", "index.json", "oci-layout"])
    }

    @Test func `a running clock limits all pulls together`() async throws {
        let image = SampleImages.single("linux/amd64", layerSize: 100_000)
        let scene = try Scene(image)
        scene.registry.misbehave(on: .containing(image.layers[1].digest), .stall(after: 10, seconds: 30))
        let resolver = scene.resolver { $0.timeoutSeconds = 1 }.withClockRunning()
        for turn in 0..<5 {
            let error = await #expect(throws: ResolverError.self) {
                try await resolver.pull(PullRequest(image: scene.image), to: .localStore)
            }
            #expect(error?.message == "not done after 1 s (--timeout)")
            if turn == 0 { scene.registry.clearLog() }
        }
        // The time was up after the first pull.
        #expect(scene.requested.isEmpty)
    }

    @Test func `an image that is present under its digest needs no request, with or without a tag`() async throws {
        let scene = try Scene(SampleImages.sixPlatforms())
        let pulled = try await scene.pull()
        scene.registry.clearLog()
        let digest = try #require(pulled.first?.digest)
        let request = PullRequest(image: "\(scene.image)@\(digest)")
        _ = try await scene.resolver().pull(request, to: .localStore)
        #expect(scene.requested.isEmpty)
    }

    @Test func `the helper is run once for several images`() async throws {
        let image = SampleImages.single("linux/amd64", layerSize: 50)
        let scene = try Scene(image, access: .basic(["user": "right"]))
        scene.registry.add(image, to: "team/other", tags: ["1"])
        let script = """
            #!/bin/sh
            echo x >> '\(scene.folder.file("starts"))'
            echo '{"Username":"user","Secret":"right"}'
            """
        let helper = try scene.folder.write("bin/docker-credential-stub", script)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: helper)
        let file = try scene.folder.write("auth.json", #"{"credsStore":"stub"}"#)
        let resolver = scene.resolver {
            $0.authFile = file
            $0.environment["PATH"] = scene.folder.file("bin") + ":/usr/bin:/bin"
        }
        for name in ["team/app:1", "team/other:1"] {
            let request = PullRequest(image: scene.registry.reference(name))
            #expect(try await resolver.pull(request, to: .localStore).count == 1)
        }
        #expect(try String(contentsOfFile: scene.folder.file("starts"), encoding: .utf8) == "x\n")
    }
}
