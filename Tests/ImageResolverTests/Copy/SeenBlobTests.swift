import Foundation
import ImageModel
import ImageResolver
import TestSupport
import Testing

/// Blobs that an earlier copy or push brought to another repository of the registry.
struct SeenBlobTests {
    private let scene: PushScene
    /// Two images that share a layer of a megabyte.
    private let first: SampleImage
    private let second: SampleImage
    private let base: SampleBlob

    init() throws {
        scene = try PushScene()
        let builder = ImageBuilder()
        let shared = builder.layer([.random("base", size: 1 << 20)], compression: .none)
        first = builder.image("linux/amd64", layers: [shared, builder.layer([.file("a", "1")])])
        second = builder.image("linux/amd64", layers: [shared, builder.layer([.file("a", "2")])])
        base = shared.blob
    }

    private func layout(_ image: SampleImage, _ name: String) throws -> String {
        "oci-archive:" + (try scene.archive(image.archiveMembers(tag: "x"), name: name))
    }

    private func push(
        _ image: SampleImage, to repository: String, at registry: MisbehavingRegistry? = nil,
        options: (inout ResolverOptions) -> Void = { _ in }
    ) async throws -> CopiedImage {
        let name = (registry ?? scene.registry).reference("\(repository):1")
        return try await scene.push(try layout(image, "\(image.digest).tar"), { $0.target = name }, options: options)
    }

    /// The mounts that were requested since the log was cleared: the repositories.
    private func mounts(at registry: MisbehavingRegistry? = nil, of blob: SampleBlob? = nil) -> [String] {
        let requests = (registry ?? scene.registry).log.filter { request in
            blob.map { blob in request.query.contains { $0.name == "mount" && $0.value == blob.digest } } ?? true
        }
        return Set(requests.flatMap { $0.query.filter { $0.name == "from" }.map(\.value) }).sorted()
    }

    private func isSent(_ blob: SampleBlob) -> Bool { scene.registry.log.contains { $0.body == blob.bytes } }

    @Test(.userCase("L19"))
    func `a second image with the same base, pushed to another repository, mounts it`() async throws {
        #expect(try await push(first, to: "team/one").bytesMounted == 0)
        scene.registry.clearLog()
        let pushed = try await push(second, to: "team/two")
        #expect(pushed.bytesMounted == Int64(base.size))
        #expect(pushed.bytes == Int64(second.blobs.map(\.size).reduce(0, +) - base.size))
        #expect(mounts() == ["team/one"])
        #expect(!isSent(base))
        #expect(scene.held("team/two").blobs[base.digest] == base.bytes)
    }

    @Test(.userCase("L19"))
    func `a second image with the same base, copied from another registry, mounts it`() async throws {
        let copies = try CopyScene(first)
        copies.source.add(second, to: "team/other", tags: ["1"])
        try await copies.copy()
        copies.clearLogs()
        let copied = try await copies.copy { request in
            request.source = copies.source.reference("team/other:1")
            request.targets = [copies.target.reference("copy/other:1")]
        }
        #expect(copied.bytesMounted == Int64(base.size))
        #expect(copies.holds(second, in: "copy/other"))
        #expect(!copies.requested(of: copies.source).contains("GET blobs/\(base.digest)"))
        // What was read from the source's registry can be mounted there as well.
        copies.clearLogs()
        let back = try await copies.copy { request in
            request.source = copies.target.reference("copy/other:1")
            request.targets = [copies.source.reference("back/app:1")]
        }
        #expect(back.bytes == 0 && back.bytesMounted == Int64(second.blobs.map(\.size).reduce(0, +)))
    }

    @Test func `a location that refuses a mount is forgotten, and the blob is sent`() async throws {
        _ = try await push(first, to: "team/one")
        scene.registry.content.repositories["team/one"]?.blobs[base.digest] = nil
        let pushed = try await push(second, to: "team/two")
        #expect(pushed.bytesMounted == 0)
        #expect(scene.held("team/two").blobs[base.digest] == base.bytes)
        #expect(scene.registry.content.openUploads == 0)
        scene.registry.clearLog()
        #expect(try await push(first, to: "team/three").bytesMounted > 0)
        #expect(mounts(of: base) == ["team/two"])
    }

    @Test(arguments: [Fault.status(500), .status(404), .status(403), .closedWithoutReply])
    func `a registry that answers a mount with an error gets the bytes`(fault: Fault) async throws {
        _ = try await push(first, to: "team/one")
        scene.registry.misbehave(on: .matching("from=team"), method: "POST", fault)
        let pushed = try await push(second, to: "team/two")
        #expect(pushed.bytesMounted == 0 && scene.held("team/two").blobs[base.digest] == base.bytes)
    }

    @Test func `a location is never used at another registry`() async throws {
        let other = try MisbehavingRegistry()
        _ = try await push(first, to: "team/one")
        let pushed = try await push(second, to: "team/two", at: other)
        #expect(mounts(at: other).isEmpty)
        #expect(pushed.bytes == Int64(second.blobs.map(\.size).reduce(0, +)))
    }

    // A blocked repository must not send its content to another one either.
    @Test func `a location that the configuration blocks is not used`() async throws {
        _ = try await push(first, to: "secret/one")
        _ = try scene.folder.write(
            "system/etc/containers/registries.conf",
            """
            [[registry]]
            location = "\(scene.registry.authority)/secret"
            blocked = true
            """)
        scene.registry.clearLog()
        #expect(try await push(second, to: "team/two").bytesMounted == 0)
        #expect(mounts().isEmpty)
    }

    @Test func `without a store that can be written, blobs are sent`() async throws {
        let file = try scene.folder.write("file", [])
        for image in [first, second] {
            let repository = image.digest == first.digest ? "team/one" : "team/two"
            let pushed = try await push(image, to: repository) { $0.environment["RESOLVE_HOME"] = file }
            #expect(pushed.bytesMounted == 0)
        }
        #expect(scene.held("team/two").blobs[base.digest] == base.bytes)
    }

    @Test(.userCase("L22"))
    func `a registry that only claims to have mounted gets the blobs that its manifest lacks`() async throws {
        _ = try await push(first, to: "team/one")
        scene.registry.content.uploadSettings.claimsMounts = true
        scene.registry.clearLog()
        let pushed = try await push(second, to: "team/two")
        #expect(scene.held("team/two").blobs[base.digest] == base.bytes)
        #expect(scene.held("team/two").tags == ["1": second.digest])
        #expect(scene.reported.doneBlobs[base.digest] == false)
        #expect(pushed.bytesMounted == 0)
        #expect(pushed.bytes == Int64(second.blobs.map(\.size).reduce(0, +)))
        // The location is forgotten.
        scene.registry.clearLog()
        _ = try await push(first, to: "team/three")
        #expect(mounts(of: base) == ["team/two"])
    }

    @Test(.userCase("L22"))
    func `a copy within a registry that only claims to have mounted SHA-512 sends the blobs`() async throws {
        let builder = ImageBuilder(algorithm: .sha512)
        let image = builder.image("linux/amd64", layers: [builder.layer([.random("a", size: 400_000)])])
        let copies = try CopyScene(image)
        copies.source.content.uploadSettings.claimsMounts = true
        let copied = try await copies.copy { request in
            request.source = copies.source.reference("team/app@\(image.digest)")
            request.targets = [copies.source.reference("mirror/app:1")]
        }
        #expect(copied.bytesMounted == 0)
        #expect(copied.bytes == Int64(image.blobs.map(\.size).reduce(0, +)))
        let held = try #require(copies.source.content.repositories["mirror/app"])
        #expect(image.blobs.allSatisfy { held.blobs[$0.digest] == $0.bytes })
        #expect(held.manifests.values.map(\.bytes) == [image.root.bytes])
    }
}
