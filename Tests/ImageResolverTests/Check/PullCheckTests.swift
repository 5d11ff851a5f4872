import Foundation
import ImageModel
import TestSupport
import Testing

@testable import ImageResolver

/// `pull --check`: the layers are checked while they arrive, and nothing that fails is listed.
struct PullCheckTests {
    private let builder = ImageBuilder()

    /// A list for two architectures; the amd64 entry starts one of the programs of `Tests/Fixtures/binaries`.
    private func list(amd64 program: String) throws -> SampleImage {
        let data = builder.layer([.random("data", size: 300_000)])
        return builder.index(
            try [("linux/amd64", program), ("linux/arm64", "busybox-arm64")].map { platform, program in
                let layer = builder.layer([try SampleProgram.file("bin/app", program)])
                return IndexEntry(
                    builder.image(SamplePlatform(platform), layers: [data, layer], command: ["/bin/app"]))
            })
    }

    private func pull(
        _ scene: Scene, _ platforms: [String] = [], to output: PullOutput = .localStore
    ) async throws(ResolverError) -> [PulledImage] {
        var request = PullRequest(image: scene.image, platforms: platforms)
        request.checksPlatforms = true
        return try await scene.resolver().pull(request, to: output)
    }

    /// The images that a store lists.
    private func listed(_ path: String) -> Int {
        guard let data = FileManager.default.contents(atPath: path + "/index.json") else { return 0 }
        let index = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
        return (index?["manifests"] as? [Any])?.count ?? 0
    }

    @Test(arguments: [[], ["all"]])
    func `an honest image is pulled as without a check`(platforms: [String]) async throws {
        let scene = try Scene(try list(amd64: "busybox-amd64"))
        let pulled = try await pull(scene, platforms)
        #expect(pulled.count == (platforms.isEmpty ? 1 : 2))
        #expect(try LayoutContents(scene.store).dangling.isEmpty)
        #expect(listed(scene.store) > 0)
    }

    @Test(arguments: [[], ["all"], ["linux/arm64", "linux/amd64"]])
    func `an image that fails is not listed in the store`(platforms: [String]) async throws {
        let scene = try Scene(try list(amd64: "busybox-s390x"))
        let error = await #expect(throws: ResolverError.self) { try await pull(scene, platforms) }
        #expect(error?.kind == .mismatch)
        #expect(error?.message.contains("/bin/app") == true)
        #expect(listed(scene.store) == 0)
        let offline = await #expect(throws: ResolverError.self) {
            try await scene.pull(platforms) { $0.offline = true }
        }
        #expect(offline?.kind == .notFound)
    }

    @Test func `a new layout of an image that fails lists nothing`() async throws {
        let scene = try Scene(try list(amd64: "busybox-s390x"))
        let path = scene.folder.file("out")
        let error = await #expect(throws: ResolverError.self) { try await pull(scene, to: .layout(path)) }
        #expect(error?.kind == .mismatch)
        #expect(listed(path) == 0)
    }

    @Test(arguments: [[], ["all"]])
    func `an image that fails leaves no archive, and an older one stays`(platforms: [String]) async throws {
        let scene = try Scene(try list(amd64: "busybox-s390x"))
        let folder = scene.folder.file("k3s")
        for output in [PullOutput.archive(scene.folder.file("new.tar")), .archives(folder)] {
            let error = await #expect(throws: ResolverError.self) { try await pull(scene, platforms, to: output) }
            #expect(error?.kind == .mismatch)
        }
        #expect(!FileManager.default.fileExists(atPath: scene.folder.file("new.tar")))
        #expect((try? FileManager.default.contentsOfDirectory(atPath: folder))?.isEmpty != false)
        let old = try scene.folder.write("old.tar", "old")
        await #expect(throws: ResolverError.self) { try await pull(scene, platforms, to: .archive(old)) }
        #expect(try scene.folder.read("old.tar") == Array("old".utf8))
    }

    @Test func `only the platforms that are pulled are checked`() async throws {
        let scene = try Scene(try list(amd64: "busybox-s390x"))
        #expect(try await pull(scene, ["linux/arm64"]).count == 1)
    }

    @Test func `layers that the store has are checked, too`() async throws {
        let scene = try Scene(try list(amd64: "busybox-s390x"))
        try await scene.pull()
        let error = await #expect(throws: ResolverError.self) { try await pull(scene) }
        #expect(error?.kind == .mismatch)
    }

    @Test func `the error of a pull is that of the pull`() async throws {
        let image = try list(amd64: "busybox-amd64")
        let scene = try Scene(image)
        scene.registry.misbehave(on: .containing(image.child(0).layers[1].digest), .status(404))
        let error = await #expect(throws: ResolverError.self) { try await pull(scene) }
        #expect(error?.kind == .notFound)
    }

    @Test func `a layer that is not the one in the config is damaged`() async throws {
        let other = builder.image("linux/amd64", layers: [builder.layer([.file("a", "1")])], command: [])
        let layer = builder.layer([.file("b", "2")])
        let image = builder.image(config: try #require(other.config), layers: [layer.blob], platform: "linux/amd64")
        let scene = try Scene(image)
        let error = await #expect(throws: ResolverError.self) { try await pull(scene) }
        #expect(error?.kind == .integrity)
        #expect(listed(scene.store) == 0)
    }
}
