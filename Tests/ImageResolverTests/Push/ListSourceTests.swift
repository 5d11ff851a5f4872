import ImageModel
import ImageResolver
import TestSupport
import Testing

/// Lists on this machine, in every form in which tools write them: pushed whole, under their own digest.
struct ListSourceTests {
    private let scene: PushScene
    private let list = SampleImages.sixPlatforms()

    init() throws {
        scene = try PushScene()
    }

    /// The members of an archive: `index.json`, `manifest.json` if there is an image for it, and all blobs of `image`.
    private func members(_ image: SampleImage, index: [UInt8], manifest: [UInt8]? = nil) -> [LayerFile] {
        let rest = image.archiveMembers(tag: "x").filter { $0.path != "index.json" }
        return rest + [.file("index.json", index)] + (manifest.map { [.file("manifest.json", $0)] } ?? [])
    }

    /// An `index.json` with `image` under each of the names.
    private func index(_ image: SampleImage, names: [String]) -> [UInt8] {
        let entries = names.map { name in
            JSONText.object(
                image.root.descriptor + [
                    ("annotations", JSONText.strings(["org.opencontainers.image.ref.name": name]))
                ])
        }
        return JSONText.object([("schemaVersion", .number(2)), ("manifests", .array(entries))]).bytes
    }

    /// A `manifest.json` with one platform's image under each of the names, as `docker save` writes beside an index.
    private func manifest(_ image: SampleImage, names: [String]) throws -> [UInt8] {
        let blob = { (digest: String) in "blobs/" + digest.split(separator: ":").joined(separator: "/") }
        let config = try #require(image.config)
        let item = JSONText.object([
            ("Config", .string(blob(config.digest))), ("RepoTags", .array(names.map { .string($0) })),
            ("Layers", .array(image.layers.map { .string(blob($0.digest)) })),
        ])
        return JSONText.array([item]).bytes
    }

    private func layout(_ image: SampleImage, index: [UInt8]) throws -> String {
        let path = try image.writeLayout(to: scene.folder, tag: "x")
        try scene.folder.write("layout/index.json", index)
        return "oci:" + path
    }

    @Test(.userCase("L1"))
    func `a list under two names is one image in a layout, an OCI archive and a docker save archive`() async throws {
        let names = ["docker.io/library/app:v1", "docker.io/library/app:v2"]
        let index = index(list, names: names)
        let saved = members(list, index: index, manifest: try manifest(list.child(1), names: names))
        let sources = [
            try layout(list, index: index), "oci-archive:" + (try scene.archive(members(list, index: index))),
            "docker-archive:" + (try scene.archive(saved, name: "d.tar")),
        ]
        for source in sources + sources.map({ $0 + ":v2" }) {
            scene.registry.content = RegistryContent()
            let pushed = try await scene.push(source)
            #expect(pushed.digest.description == list.digest, "\(source)")
            #expect(scene.holds(list), "\(source)")
        }
    }

    @Test(.userCase("L2"))
    func `an index file of several platforms without names is the list itself`() async throws {
        let index = list.root.bytes
        let sources = [
            try layout(list, index: index), "oci-archive:" + (try scene.archive(members(list, index: index))),
        ]
        for source in sources {
            scene.registry.content = RegistryContent()
            let pushed = try await scene.push(source)
            #expect(pushed.digest.description == list.digest, "\(source)")
            #expect(scene.holds(list), "\(source)")
            let chosen = try await scene.resolver().digest(source)
            #expect(list.children.map(\.digest).contains(chosen.manifest.description))
        }
    }

    @Test(.userCase("L28"))
    func `manifest.json decides for docker-archive, and index.json for oci-archive`() async throws {
        let other = SampleImages.single("linux/amd64", layerSize: 5000)
        let both =
            members(list, index: index(list, names: ["app:v1"]))
            + other.dockerArchiveMembers(names: ["app:v1"])
        let path = try scene.archive(both)
        let config = try #require(other.config?.digest)
        for source in ["docker-archive:" + path, "docker-archive:" + path + ":v1"] {
            scene.registry.content = RegistryContent()
            try await scene.push(source)
            #expect(scene.held().blobs[config] != nil, "\(source)")
            #expect(!scene.holds(list))
        }
        #expect(try await scene.push("oci-archive:" + path).digest.description == list.digest)
    }

    @Test(.userCase("L29"))
    func `entries of one name for several platforms are ranked as a list`() async throws {
        let names = JSONText.strings(["org.opencontainers.image.ref.name": "app:v1"])
        let platforms = ["amd64", "arm64"]
        let entries = zip([list.child(0), list.child(1)], platforms).map { child, architecture in
            JSONText.object(
                child.root.descriptor + [
                    ("annotations", names),
                    ("platform", JSONText.strings(["os": "linux", "architecture": architecture])),
                ])
        }
        let index = JSONText.object([("schemaVersion", .number(2)), ("manifests", .array(entries))]).bytes
        let sources = [
            try layout(list, index: index), "oci-archive:" + (try scene.archive(members(list, index: index))),
        ]
        for source in sources.flatMap({ [$0, $0 + ":v1"] }) {
            for (number, architecture) in platforms.enumerated() {
                let chosen = try await scene.resolver { $0.platforms = ["linux/\(architecture)"] }.digest(source)
                #expect(chosen.manifest.description == list.child(number).digest, "\(source)")
            }
        }
    }

    @Test func `different images without a name, or of one platform, are not one image`() async throws {
        let entries = [list.child(0), list.child(1)].map { JSONText.object($0.root.descriptor) }
        let index = JSONText.object([("schemaVersion", .number(2)), ("manifests", .array(entries))]).bytes
        for source in [
            try layout(list, index: index), "oci-archive:" + (try scene.archive(members(list, index: index))),
        ] {
            let error = await #expect(throws: ResolverError.self) { try await scene.push(source) }
            #expect(error?.kind == .notFound)
            #expect(error?.message.contains("2 images, and no tag selects one of them") == true)
        }
    }
}
