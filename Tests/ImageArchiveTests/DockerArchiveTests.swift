import Foundation
import ImageModel
import ImageStore
import TestSupport
import Testing

@testable import ImageArchive

/// Archives of `docker save`, with and without a manifest.
struct DockerArchiveTests {
    private let bench: ArchiveBench

    init() throws {
        bench = try ArchiveBench()
    }

    private func sample(_ compression: SampleCompression, format: SampleFormat = .docker) -> SampleImage {
        let builder = ImageBuilder(format: format)
        let layers = (1...3).map { seed in
            builder.layer([.random("f\(seed)", size: 300_000, seed: UInt64(seed))], compression: compression)
        }
        return builder.image("linux/arm64", layers: layers)
    }

    private func manifest(_ image: ArchiveImage) throws -> ImageManifest {
        let bytes = try #require(try image.bytes(of: image.root))
        #expect(SampleDigest.sha256(of: bytes) == image.root.digest.description)
        guard case .manifest(let manifest) = try ManifestDocument(parsing: bytes, contentType: image.root.mediaType)
        else { throw ManifestError.unrecognized }
        return manifest
    }

    @Test func `uncompressed layers are compressed reproducibly, and the config keeps its bytes`()
        async throws
    {
        let sample = sample(.none)
        let path = try bench.write(sample.dockerArchiveMembers(names: ["team/app:1"]))
        let image = try await bench.image(path, as: .docker)
        #expect(image.name == "team/app:1")
        let manifest = try manifest(image)
        #expect(manifest.mediaType == MediaType.dockerManifest)
        #expect(manifest.config == (try sample.config.map { try Descriptor($0) }))
        #expect(try image.bytes(of: manifest.config) == sample.config?.bytes)
        #expect(manifest.layers.map(\.mediaType) == Array(repeating: MediaType.dockerGzipLayer, count: 3))
        for (layer, tar) in zip(manifest.layers, sample.layers) {
            let bytes = try #require(try image.span(of: layer)?.bytes(limit: 1 << 20))
            #expect(SampleDigest.sha256(of: bytes) == layer.digest.description)
            #expect(try runChecked("gzip", ["-dc"], stdin: bytes).stdout == tar.bytes)
        }
        #expect(try await bench.image(path, as: .docker).root == image.root)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.scratch).isEmpty)
    }

    @Test func `gzip layers keep their bytes, as ranges of the archive`() async throws {
        let sample = sample(.gzip)
        let path = try bench.write(sample.dockerArchiveMembers(names: []))
        let image = try await bench.image(path, as: .docker)
        #expect(image.name == nil)
        #expect(try manifest(image).layers == sample.layers.map { try Descriptor($0) })
        for layer in sample.layers { #expect(image.span(of: try Descriptor(layer))?.path == path) }
        #expect(!FileManager.default.fileExists(atPath: bench.scratch))
    }

    @Test func `a Zstandard layer keeps its bytes, and the manifest becomes an OCI manifest`() async throws {
        var members = sample(.none).dockerArchiveMembers(names: ["a:1"])
        let packed = try runChecked("zstd", ["-qc"], stdin: members[1].bytes).stdout
        members[1] = .file(members[1].path, packed)
        let manifest = try manifest(try await bench.image(try bench.write(members), as: .docker))
        #expect(manifest.mediaType == MediaType.ociManifest)
        #expect(manifest.config.mediaType == MediaType.ociConfig)
        #expect(manifest.layers.map(\.mediaType) == ["+zstd", "+gzip", "+gzip"].map { MediaType.ociLayer + $0 })
        #expect(manifest.layers[0].digest.description == SampleDigest.sha256(of: packed))
    }

    @Test func `an archive with a complete manifest keeps it`() async throws {
        let sample = sample(.gzip, format: .oci)
        let both = sample.archiveMembers(tag: "1") + sample.dockerArchiveMembers(names: ["team/app:1"])
        #expect(try await bench.image(try bench.write(both), as: .docker).root.digest.description == sample.digest)
        let layer = try #require(sample.layers.last?.digest.split(separator: ":").joined(separator: "/"))
        let cut = both.filter { $0.path != "blobs/" + layer }
        let made = try await bench.image(try bench.write(cut), as: .docker)
        #expect(made.root.mediaType == MediaType.dockerManifest)
        #expect(try manifest(made).layers.map(\.digest) == sample.layers.map { try Descriptor($0).digest })
        let alone = sample.archiveMembers(tag: "1")
        #expect(try await bench.image(try bench.write(alone), as: .docker).root.digest.description == sample.digest)
    }

    @Test func `skopeo's archives have the layers that skopeo was given`() async throws {
        let sample = sample(.gzip, format: .oci)
        let layout = try sample.writeLayout(to: bench.folder, tag: "1")
        let path = bench.folder.file("skopeo.tar")
        try runChecked(
            "skopeo", ["--insecure-policy", "copy", "--quiet", "oci:\(layout):1", "docker-archive:\(path):team/app:1"])
        for tag in [nil, "1", "team/app:1", "docker.io/team/app:1"] {
            let image = try await bench.image(path, as: .docker, tag: tag)
            let manifest = try manifest(image)
            #expect(manifest.config.digest.description == sample.config?.digest)
            #expect(manifest.layers.count == 3)
        }
    }

    @Test func `a layer with another digest than in the config is refused`() async throws {
        var members = sample(.none).dockerArchiveMembers(names: [])
        let expected = SampleDigest.sha256(of: members[2].bytes)
        members[2] = .file(members[2].path, members[3].bytes)
        let actual = SampleDigest.sha256(of: members[3].bytes)
        let sentence = "its '1/layer.tar' has digest \(actual), not \(expected)"
        #expect(try await bench.refusal(members, as: .docker) == sentence)
        members = sample(.gzip).dockerArchiveMembers(names: [])
        members[2] = .file(members[2].path, members[3].bytes)
        #expect(try await bench.refusal(members, as: .docker) == sentence)
    }

    @Test func `a config with another digest than in its name is refused`() async throws {
        var members = sample(.none).dockerArchiveMembers(names: [])
        members[0] = .file(members[0].path, members[0].bytes + [0x20])
        let sentence = try #require(try await bench.refusal(members, as: .docker))
        #expect(sentence.hasPrefix("its '\(members[0].path)' has digest sha256:"))
    }

    @Test func `every member in manifest.json must be a file, and the number of layers must match the config`()
        async throws
    {
        let members = sample(.none).dockerArchiveMembers(names: [])
        func check(_ changed: [LayerFile], _ sentence: String) async throws {
            #expect(try await bench.refusal(changed, as: .docker) == sentence)
        }
        func replacing(_ path: String, by file: LayerFile) -> [LayerFile] {
            members.map { $0.path == path ? file : $0 }
        }
        let (config, layer) = (members[0].path, "1/layer.tar")
        try await check(members.filter { $0.path != layer }, "'\(layer)', named in manifest.json, is missing")
        try await check(Array(members.dropFirst()), "'\(config)', named in manifest.json, is missing")
        let link = LayerFile.symbolicLink(layer, to: "../0/layer.tar")
        let (first, second) = (SampleDigest.sha256(of: members[1].bytes), SampleDigest.sha256(of: members[2].bytes))
        try await check(replacing(layer, by: link), "its '\(layer)' has digest \(first), not \(second)")
        try await check(replacing(layer, by: .folder(layer)), "its member '\(layer)' is a directory, not a file")
        try await check(Array(members.dropLast()), "it has no manifest.json")
        for (list, sentence) in [
            ("[]", "it contains no images"),
            (
                #"[{"Config":"\#(config)","Layers":["0/layer.tar"]}]"#,
                "its manifest.json names 1 layer, but the image's config names 3"
            ),
            (#"[{"Config":"../x","Layers":[]}]"#, "its member '../x' leads out of the archive"),
            (#"[{"Layers":[]}]"#, "its manifest.json: document has no 'Config'"),
            ("{}", "its manifest.json: document is not a list"),
        ] {
            try await check(replacing("manifest.json", by: .file("manifest.json", list)), sentence)
        }
    }

    @Test func `the two formats are not confused`() async throws {
        let oci = SampleImages.single().archiveMembers(tag: "1")
        let docker = sample(.none).dockerArchiveMembers(names: [])
        #expect(
            try await bench.refusal(docker, as: .oci)
                == "it has no index.json, but looks like an archive of the other format")
        #expect(try await bench.refusal(oci, as: .docker) == nil)
    }
}
