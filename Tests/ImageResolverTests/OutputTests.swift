import Foundation
import ImageModel
import ImageResolver
import TestSupport
import Testing

/// The content of layouts after pulls, and pulls from layouts.
struct OutputTests {
    private let six = SampleImages.sixPlatforms()

    @Test func `a layout lists one manifest under its tag and full name, and contains nothing else`() async throws {
        let scene = try Scene(six)
        let layout = try await scene.pullLayout(["linux/arm/v7"])
        #expect(layout.names == ["blobs", "index.json", "oci-layout"])
        let entry = try #require(layout.entries.first)
        #expect(layout.entries.count == 1)
        #expect(entry.digest == six.child(2).digest)
        // containerd would skip an entry whose platform is not its own.
        #expect(entry.platform == nil)
        #expect(entry.name == "1")
        #expect(entry.imageName == scene.image)
        #expect(layout.dangling.isEmpty)
        #expect(layout.files == layout.reached)
        // The local store stays empty.
        #expect(throws: (any Error).self) { try LayoutContents(scene.store) }
    }

    @Test func `several platforms become a new index, which records the original`() async throws {
        let scene = try Scene(six)
        let layout = try await scene.pullLayout(["linux/arm64", "linux/386"])
        #expect(layout.entries.count == 1)
        let list = try #require(layout.entries.first)
        #expect(list.mediaType == MediaType.ociIndex)
        #expect(list.digest != six.digest)
        #expect(try layout.children(of: list.digest) == [six.child(1).digest, six.child(4).digest])
        let annotations = try layout.document(list.digest)["annotations"] as? [String: String]
        #expect(annotations?.values.contains(six.digest) == true)
        #expect(layout.dangling.isEmpty)
        #expect(layout.files == layout.reached)
    }

    @Test func `all platforms keep the index unchanged, including attestations and unknown kinds`() async throws {
        let whole = SampleImages.withAttestations()
        let scene = try Scene(whole)
        let request = PullRequest(image: scene.image, platforms: ["all"])
        let pulled = try await scene.resolver().pull(request, to: .layout(scene.folder.file("out")))
        #expect(pulled.map { "\($0.digest)" } == whole.children.prefix(6).map(\.digest))
        #expect(pulled.allSatisfy { $0.index.map { "\($0)" } == whole.digest })
        let layout = try LayoutContents(scene.folder.file("out"))
        #expect(layout.entries.map(\.digest) == [whole.digest])
        #expect(layout.dangling.isEmpty)
        #expect(layout.files == Set((whole.manifests + whole.blobs).map(\.digest)))
        #expect(Set(scene.requested).count == scene.requested.count)
    }

    @Test(arguments: [true, false])
    func `an entry of an unknown kind is included, whether the registry stores it as a manifest or a blob`(
        isManifest: Bool
    ) async throws {
        let builder = ImageBuilder()
        let strange = builder.image(
            config: SampleBlob(mediaType: "application/vnd.example.config", bytes: [1]), layers: [])
        var entry = IndexEntry(strange)
        entry.mediaType = "application/vnd.example.strange+json"
        let image = builder.index([IndexEntry(SampleImages.image("linux/amd64", builder)), entry])
        let scene = try Scene(image)
        if !isManifest {
            var content = scene.registry.content
            content.repositories["team/app"]?.manifests[strange.digest] = nil
            content.repositories["team/app"]?.blobs[strange.digest] = strange.root.bytes
            scene.registry.content = content
        }
        let layout = try await scene.pullLayout(["all"])
        #expect(layout.files.contains(strange.digest))
        // The test's walk treats it as a manifest and looks for its config, but an unknown kind is not parsed.
        #expect(layout.dangling == [strange.config?.digest].compactMap(\.self))
    }

    @Test func `blobs in the local store are linked, not fetched`() async throws {
        let scene = try Scene(six)
        try await scene.pull()
        scene.registry.clearLog()
        let layout = try await scene.pullLayout()
        #expect(scene.requested == ["HEAD manifests/1"])
        #expect(layout.dangling.isEmpty)
        #expect(layout.names == ["blobs", "index.json", "oci-layout"])
    }

    @Test func `a layer that is damaged in the local store is fetched again, not linked`() async throws {
        let scene = try Scene(six)
        let pulled = try #require(try await scene.pull().first)
        let manifest = try #require(six.manifests.first { $0.digest == pulled.digest.description })
        let layer = try #require(try ManifestLayers(manifest.bytes).digests.first)
        let rotten = try FileManager.default.subpathsOfDirectory(atPath: scene.folder.path)
            .first { $0.hasSuffix("blobs/sha256/" + layer.dropFirst("sha256:".count)) }
        let path = scene.folder.file(try #require(rotten))
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[bytes.count / 2] ^= 1
        try FileManager.default.removeItem(atPath: path)
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        scene.registry.clearLog()
        let layout = try await scene.pullLayout()
        #expect(scene.requested == ["HEAD manifests/1", "GET blobs/" + layer])
        #expect(layout.dangling.isEmpty)
    }

    @Test func `two images with the same tag in one layout are both kept, even when pulled at once`() async throws {
        let scene = try Scene(six)
        let other = SampleImages.single("linux/amd64", layerSize: 50)
        scene.registry.add(other, to: "team/other", tags: ["1"])
        let resolver = scene.resolver()
        let names = [scene.image, scene.registry.reference("team/other:1")]
        let output = PullOutput.layout(scene.folder.file("out"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for name in names {
                group.addTask { _ = try await resolver.pull(PullRequest(image: name), to: output) }
            }
            try await group.waitForAll()
        }
        let layout = try LayoutContents(scene.folder.file("out"))
        #expect(Set(layout.entries.compactMap(\.imageName)) == Set(names))
        #expect(Set(layout.entries.compactMap(\.name)).count == 2)
        #expect(layout.names == ["blobs", "index.json", "oci-layout"])
        // After the tag has moved, another pull replaces the first image.
        scene.registry.add(SampleImages.single("linux/amd64", layerSize: 60), to: "team/other", tags: ["1"])
        _ = try await resolver.pull(PullRequest(image: names[1]), to: output)
        let again = try LayoutContents(scene.folder.file("out"))
        #expect(again.entries.count == 2)
        #expect(again.entries.map(\.name) == layout.entries.map(\.name))
        #expect(!again.entries.map(\.digest).contains(other.digest))
    }

    @Test func `an image is pulled from a layout, by its tag or as the only one in it`() async throws {
        let scene = try Scene()
        let path = try six.writeLayout(to: scene.folder, tag: "stable")
        let resolver = scene.resolver(host: "graviton3")
        for name in ["oci:\(path)", "oci:\(path):stable"] {
            let pulled = try await resolver.pull(PullRequest(image: name), to: .layout(scene.folder.file("out")))
            #expect(pulled.map { "\($0.digest)" } == [six.child(1).digest])
            #expect(pulled.map(\.bytes) == [0])
            let layout = try LayoutContents(scene.folder.file("out"))
            #expect(layout.entries.map(\.name) == ["stable"])
            #expect(layout.dangling.isEmpty)
        }
        _ = try await resolver.pull(PullRequest(image: "oci:\(path):stable"), to: .localStore)
        #expect(try LayoutContents(scene.store).dangling.isEmpty)
        for (name, kind) in [("oci:\(path):none", ResolverError.Kind.notFound), ("oci:\(path)/nowhere", .notFound)] {
            let error = await #expect(throws: ResolverError.self) {
                try await resolver.pull(PullRequest(image: name), to: .localStore)
            }
            #expect(error?.kind == kind)
            #expect(error?.registry == nil)
        }
        #expect(scene.requested.isEmpty)
    }

    @Test(.userCase("L27")) func `a full name selects an image of a layout, whose folder ends at the first colon`()
        async throws
    {
        let scene = try Scene()
        let path = try six.writeLayout(to: scene.folder, tag: "host.example:5000/app:v1")
        let resolver = scene.resolver()
        for name in ["", ":v1", ":host.example:5000/app:v1"] {
            #expect(try await resolver.digest("oci:\(path)\(name)").index?.description == six.digest)
        }
        let other = await #expect(throws: ResolverError.self) { try await resolver.digest("oci:\(path):app:v1") }
        #expect(other?.message == "'\(path)' contains no image named 'app:v1'")
        #expect(other?.hint == "it contains 'host.example:5000/app:v1'")
        // An existing folder with a longer name is meant.
        let longer = path + ":host.example:5000/app"
        try FileManager.default.createDirectory(
            atPath: path + ":host.example:5000", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: path, toPath: longer)
        let one = try await resolver.pull(
            PullRequest(image: "oci:\(longer):v1", platforms: ["linux/amd64"]), to: .layout(longer + ":v1"))
        #expect(one.map { "\($0.digest)" } == [six.child(0).digest])
        #expect(try await resolver.digest("oci:\(longer):v1").index == nil)
    }

    @Test func `a layout with ten thousand equal names is refused in one sentence, and a pull into it names one image`()
        async throws
    {
        let scene = try Scene(six)
        let out = scene.folder.file("out")
        let entries = (0..<10_000).map { number in
            JSONText.object([
                ("mediaType", .string(MediaType.ociManifest)), ("size", .number(2)),
                ("digest", .string(SampleDigest.sha256(of: Array("\(number)".utf8)))),
                ("annotations", .strings(["org.opencontainers.image.ref.name": "1"])),
            ])
        }
        let index = JSONText.object([("schemaVersion", .number(2)), ("manifests", .array(entries))])
        try scene.folder.write("out/oci-layout", #"{"imageLayoutVersion":"1.0.0"}"#)
        try scene.folder.write("out/index.json", index.bytes)
        for (name, found) in [
            ("", "10000 images, and no tag selects one of them"), (":1", "10000 images named '1'"),
            (":2", "no image named '2'"),
        ] {
            let error = await #expect(throws: ResolverError.self) {
                try await scene.resolver().digest("oci:\(out)\(name)")
            }
            #expect(error?.message == "'\(out)' contains \(found)")
            #expect(error?.hint == nil)
        }
        let layout = try await scene.pullLayout(["linux/amd64"])
        #expect(layout.entries.filter { $0.imageName == scene.image }.map(\.digest) == [six.child(0).digest])
        let name = try #require(layout.entries.last?.name)
        #expect(try await scene.resolver().digest("oci:\(out):\(name)").manifest.description == six.child(0).digest)
    }

    @Test(arguments: [
        ("oci:DIR/a:b/images", "there is no directory 'DIR/a'", "ends at the first ':'"),
        ("oci:DIR/none:1", "there is no directory 'DIR/none'", nil),
        ("oci:DIR/file:1", "'DIR/file' is a file, not the directory of an OCI layout", "oci-archive:FILE"),
        ("oci:DIR:1", "'DIR' is not an OCI layout: it has no oci-layout file", nil),
        ("oci:DIR/x:y/z:1", "'DIR/x:y/z' is not an OCI layout: it has no oci-layout file", nil),
        ("oci-archive:DIR/c:d:1", "'DIR/c:d': it cannot be read as a tar archive", nil),
    ])
    func `a source that is no layout is named as it was read`(
        image: String, message: String, hint: String?
    ) async throws {
        let scene = try Scene()
        let folder = scene.folder.path
        try scene.folder.write("file", [])
        try scene.folder.write("c:d", [])
        try FileManager.default.createDirectory(atPath: folder + "/x:y/z", withIntermediateDirectories: true)
        let error = await #expect(throws: ResolverError.self) {
            try await scene.resolver().digest(image.replacingOccurrences(of: "DIR", with: folder))
        }
        #expect(error?.message.hasPrefix(message.replacingOccurrences(of: "DIR", with: folder)) == true, "\(error)")
        #expect((error?.hint == nil) == (hint == nil))
        #expect(hint.map { error?.hint?.contains($0) == true } != false)
    }

    @Test func `a damaged or missing blob of a layout is refused`() async throws {
        let scene = try Scene()
        let path = try six.writeLayout(to: scene.folder, tag: "1")
        let resolver = scene.resolver()
        let file = "layout/blobs/" + six.child(0).layers[1].digest.split(separator: ":").joined(separator: "/")
        var bytes = try scene.folder.read(file)
        bytes[bytes.count / 2] ^= 1
        try scene.folder.write(file, bytes)
        let damaged = await #expect(throws: ResolverError.self) {
            try await resolver.pull(PullRequest(image: "oci:\(path)"), to: .localStore)
        }
        #expect(damaged?.kind == .integrity)
        try scene.folder.write(file, [])
        let cut = await #expect(throws: ResolverError.self) {
            try await resolver.pull(PullRequest(image: "oci:\(path)"), to: .localStore)
        }
        #expect(cut?.kind == .integrity)
        #expect(cut?.message == "'\(scene.folder.file(file))' has 0 bytes, not \(bytes.count)")
        try FileManager.default.removeItem(atPath: scene.folder.file(file))
        let missing = await #expect(throws: ResolverError.self) {
            try await resolver.pull(PullRequest(image: "oci:\(path)"), to: .localStore)
        }
        #expect(missing?.kind == .notFound)
        #expect(missing?.message.contains(path) == true)
    }

    @Test func `two wanted platforms with the same image list it once`() async throws {
        let scene = try Scene(SampleImages.list(["linux/amd64"]))
        let layout = try await scene.pullLayout(["linux/amd64", "linux/amd64/v3"])
        #expect(layout.entries.count == 1)
        #expect(layout.entries.first?.mediaType == MediaType.ociManifest)
    }
}

/// The digests of a manifest's layers.
private struct ManifestLayers {
    let digests: [String]

    init(_ bytes: [UInt8]) throws {
        let document = try ManifestDocument(parsing: bytes, contentType: nil)
        guard case .manifest(let manifest) = document else {
            digests = []
            return
        }
        digests = manifest.layers.map(\.digest.description)
    }
}
