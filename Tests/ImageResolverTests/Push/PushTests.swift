import Foundation
import ImageModel
import ImageResolver
import TestSupport
import Testing

/// Pushes of images on this machine to a registry.
struct PushTests {
    private let scene: PushScene
    private let list = SampleImages.sixPlatforms()

    init() throws {
        scene = try PushScene()
    }

    @Test(arguments: [SampleFormat.oci, .docker])
    func `an index is pushed byte for byte from a layout and from an archive`(format: SampleFormat) async throws {
        let image = SampleImages.sixPlatforms(format: format)
        let layout = "oci:" + (try image.writeLayout(to: scene.folder, tag: "x"))
        let archive = "oci-archive:" + (try scene.archive(image.archiveMembers(tag: "x")))
        for source in [layout, layout + ":x", archive, archive + ":x"] {
            scene.registry.content = RegistryContent()
            let pushed = try await scene.push(source)
            #expect(scene.holds(image))
            #expect(scene.held().tags == ["1": image.digest])
            #expect(pushed.digest.description == image.digest)
            #expect(pushed.index == pushed.digest)
            #expect(pushed.bytes == Int64(image.blobs.map(\.size).reduce(0, +)))
            #expect(pushed.targets.map(\.name) == [scene.registry.reference("team/app")])
        }
    }

    @Test(arguments: [
        SampleImages.single("linux/arm64"), SampleImages.nested(depth: 2), SampleImages.withAttestations(),
        SampleImages.windows(), SampleImages.single(layerSize: 3 << 20),
    ])
    func `one image is pushed unchanged on any machine, and so are nested indexes and attestations`(
        image: SampleImage
    ) async throws {
        let pushed = try await scene.push("oci-archive:" + (try scene.archive(image.archiveMembers(tag: "x"))))
        #expect(pushed.digest.description == image.digest)
        #expect(scene.holds(image))
    }

    @Test func `blobs are pushed before manifests, and the index last`() async throws {
        try await scene.push("oci:" + (try list.writeLayout(to: scene.folder, tag: "x")))
        let writes = scene.registry.log.filter { $0.method == "PUT" }.map(\.path)
        let first = try #require(writes.firstIndex { $0.contains("/manifests/") })
        #expect(!writes[first...].contains { $0.contains("/blobs/") })
        #expect(writes.last == "/v2/team/app/manifests/1")
    }

    @Test func `a second push sends one request, and a push under another tag sends no blob`() async throws {
        let source = "oci:" + (try list.writeLayout(to: scene.folder, tag: "x"))
        try await scene.push(source)
        scene.registry.clearLog()
        let again = try await scene.push(source)
        #expect(scene.requested == ["HEAD manifests/1"])
        #expect(again.targets.map(\.wasThere) == [true])
        #expect(again.bytes == 0)
        scene.registry.clearLog()
        let target = scene.registry.reference("team/app:2")
        try await scene.push(source) { $0.target = target }
        #expect(!scene.requested.contains { $0.hasPrefix("PATCH") || $0.hasPrefix("POST") })
        #expect(scene.held().tags == ["1": list.digest, "2": list.digest])
    }

    @Test(.userCase("L31"))
    func `a push sends one HEAD for each blob, and no GET`() async throws {
        let image = SampleImages.manyLayers(3, size: 300_000)
        try await scene.push("oci:" + (try image.writeLayout(to: scene.folder, tag: "x")))
        let requests = scene.requested
        let heads = requests.filter { $0.hasPrefix("HEAD ") }
        let manifests = ["HEAD manifests/1", "HEAD manifests/\(image.digest)"]
        #expect(heads.sorted() == (manifests + image.blobs.map { "HEAD blobs/\($0.digest)" }).sorted())
        #expect(!requests.contains { $0.hasPrefix("GET ") })
        // The config and each layer of more than 256 KiB: POST, PATCH and PUT, or POST and PUT; then the manifest.
        #expect(requests.count == heads.count + 2 + 3 * 3 + 1)
    }

    @Test func `the blobs of a push are looked up at the same time`() async throws {
        let image = SampleImages.manyLayers(3, size: 300_000)
        scene.registry.misbehave(on: .matching("/blobs/sha256"), method: "HEAD", .delay(seconds: 0.4))
        try await scene.push("oci:" + (try image.writeLayout(to: scene.folder, tag: "x")))
        // The registry logs a request when it has arrived: no upload is opened before the last HEAD.
        let methods = scene.registry.requests(to: .matching("/blobs/")).map(\.method)
        #expect(Array(methods.prefix(4)) == ["HEAD", "HEAD", "HEAD", "HEAD"])
    }

    @Test(.userCase("L18"))
    func `a push moves a tag, and reports its old digest`() async throws {
        let other = SampleImages.single()
        scene.registry.add(other, to: "team/app", tags: ["1"])
        let pushed = try await scene.push("oci:" + (try list.writeLayout(to: scene.folder, tag: "x")))
        #expect(pushed.targets.map { $0.replaced?.description } == [other.digest])
        #expect(scene.reported.notes.contains { $0.contains("was moved") && $0.contains(other.digest) })
        #expect(scene.held().tags == ["1": list.digest])
    }

    @Test(.userCase("L23"))
    func `an image named by SHA-512 is reported under the digest by which the registry serves it`() async throws {
        let builder = ImageBuilder(algorithm: .sha512)
        let image = builder.image("linux/amd64", layers: [builder.layer([.file("a", "b")])])
        let source = "oci:" + (try image.writeLayout(to: scene.folder, tag: "x"))
        let served = SampleDigest.sha256.text(of: image.root.bytes)
        #expect(image.digest != served)
        let pushed = try await scene.push(source)
        #expect(scene.held().tags == ["1": served])
        #expect(pushed.digest.description == served)
        #expect(pushed.targets.map(\.digest.description) == [served])
        // The second push recognizes the image under its other name.
        scene.registry.clearLog()
        let again = try await scene.push(source)
        #expect(scene.requested == ["HEAD manifests/1"])
        #expect(again.targets.map(\.wasThere) == [true] && again.digest.description == served)
        #expect(again.targets.map(\.replaced) == [nil])
        let error = await #expect(throws: ResolverError.self) {
            scene.registry.misbehave(on: .matching("/manifests/2"), method: "PUT", .wrongDigest)
            let target = scene.registry.reference("team/app:2")
            try await scene.push(source) { $0.target = target }
        }
        #expect(error?.kind == .integrity)
    }

    @Test func `an archive of docker save is pushed with the digest that was reported before`() async throws {
        let builder = ImageBuilder(format: .docker)
        let layers = (1...2).map { seed in
            builder.layer([.random("f", size: 400_000, seed: UInt64(seed))], compression: .none)
        }
        let members = builder.image("linux/s390x", layers: layers).dockerArchiveMembers(names: ["team/app:1"])
        let source = "docker-archive:" + (try scene.archive(members))
        let reported = try await scene.resolver { $0.platforms = ["linux/s390x"] }.digest(source).manifest
        let pushed = try await scene.push(source)
        #expect(pushed.digest == reported)
        let held = scene.held()
        #expect(held.manifests[reported.description]?.mediaType == MediaType.dockerManifest)
        #expect(held.blobs.count == 3)
        for (digest, bytes) in held.blobs { #expect(SampleDigest.sha256(of: bytes) == digest) }
    }

    @Test func `several platforms are pushed as a new index, and one as its manifest`() async throws {
        let source = "oci:" + (try list.writeLayout(to: scene.folder, tag: "x"))
        let two = try await scene.push(source) { $0.platforms = ["linux/arm64", "linux/386"] }
        #expect(two.digest.description != list.digest)
        #expect(
            Set(scene.held().manifests.keys) == [two.digest.description, list.child(1).digest, list.child(4).digest])
        let one = try await scene.push(source) { $0.platforms = ["linux/arm/v7"] }
        #expect(one.digest.description == list.child(2).digest)
        #expect(scene.held().tags == ["1": list.child(2).digest])
        let none = await #expect(throws: ResolverError.self) {
            try await scene.push(source) { $0.platforms = ["linux/s390x"] }
        }
        #expect(none?.kind == .noMatch)
    }

    @Test func `an incomplete image is not pushed at all`() async throws {
        let layer = try #require(list.child(5).layers.last)
        let name = "blobs/" + layer.digest.split(separator: ":").joined(separator: "/")
        let members = list.archiveMembers(tag: "x").filter { $0.path != name }
        let path = try scene.archive(members)
        let error = await #expect(throws: ResolverError.self) { try await scene.push("oci-archive:" + path) }
        #expect(error?.kind == .notFound)
        #expect(error?.message == "'oci-archive:\(path)' lacks blob \(layer.digest)")
        #expect(scene.requested.isEmpty)
    }

    @Test func `a blob with a wrong digest is not stored, and the tag is not set`() async throws {
        let layer = try #require(list.child(5).layers.last)
        let name = "blobs/" + layer.digest.split(separator: ":").joined(separator: "/")
        let damaged = LayerFile.file(name, [UInt8](repeating: 7, count: layer.size))
        let members = list.archiveMembers(tag: "x").map { $0.path == name ? damaged : $0 }
        let path = try scene.archive(members)
        let error = await #expect(throws: ResolverError.self) { try await scene.push("oci-archive:" + path) }
        #expect(error?.kind == .integrity)
        #expect(error?.message.contains(layer.digest) == true)
        #expect(scene.held().tags.isEmpty)
        #expect(scene.held().manifests.isEmpty)
    }

    @Test func `a blob is mounted from the repository that the layout names as its origin`() async throws {
        scene.registry.add(list, to: "old/app", tags: ["1"])
        let request = PullRequest(image: scene.registry.reference("old/app:1"), platforms: ["all"])
        _ = try await scene.resolver().pull(request, to: .layout(scene.folder.file("out")))
        scene.registry.clearLog()
        let pushed = try await scene.push("oci:" + scene.folder.file("out"))
        #expect(pushed.bytes == 0)
        #expect(pushed.bytesMounted == Int64(list.blobs.map(\.size).reduce(0, +)))
        #expect(!scene.requested.contains { $0.hasPrefix("PATCH") })
        #expect(scene.holds(list))
    }

    @Test(arguments: ["team/app:1", "registry.example/team/app@sha256:\(String(repeating: "a", count: 64))"])
    func `an image at a registry cannot be pushed`(source: String) async throws {
        let error = await #expect(throws: ResolverError.self) { try await scene.push(source) }
        #expect(error?.kind == .usage)
        #expect(error?.hint?.contains("oci-archive:FILE") == true)
        #expect(scene.requested.isEmpty)
    }

    @Test func `a digest in the name must be that of the image`() async throws {
        let source = "oci:" + (try list.writeLayout(to: scene.folder, tag: "x"))
        let right = scene.registry.reference("team/app@\(list.digest)")
        #expect(try await scene.push(source) { $0.target = right }.digest.description == list.digest)
        #expect(scene.held().tags.isEmpty)
        let wrong = scene.registry.reference("team/app@\(list.child(0).digest)")
        let error = await #expect(throws: ResolverError.self) { try await scene.push(source) { $0.target = wrong } }
        #expect(error?.kind == .usage)
    }
}
