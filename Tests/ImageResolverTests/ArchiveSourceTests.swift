import Foundation
import ImageModel
import ImageResolver
import TestSupport
import Testing

/// Images in archives are used like those at registries.
struct ArchiveSourceTests {
    private let scene: Scene
    private let list = SampleImages.sixPlatforms()

    init() throws {
        scene = try Scene()
    }

    private func write(_ members: [LayerFile]) throws -> String {
        try scene.folder.write("a.tar", Tar.archive(members))
    }

    @Test func `an index in an archive is resolved, explained and inspected like one at a registry`() async throws {
        let image = "oci-archive:" + (try write(list.archiveMembers(tag: "1")))
        let resolver = scene.resolver()
        let digest = try await resolver.digest(image)
        #expect(digest.index?.description == list.digest)
        #expect(digest.manifest.description == list.child(0).digest)
        #expect(try await resolver.explain(image + ":1").chosen?.digest?.description == list.child(0).digest)
        #expect(try await resolver.inspect(image, .document).bytes == list.root.bytes)
        let arm = scene.resolver { $0.platforms = ["linux/arm64"] }
        #expect(try await arm.inspect(image, .config).bytes == list.child(1).config?.bytes)
        #expect(scene.requested.isEmpty)
    }

    @Test(arguments: [[], ["linux/arm64"], ["linux/arm64", "linux/386"], ["all"]])
    func `a pull copies the wanted images from the archive and verifies them`(platforms: [String]) async throws {
        let image = "oci-archive:" + (try write(list.archiveMembers(tag: "1")))
        let request = PullRequest(image: image, platforms: platforms)
        let pulled = try await scene.resolver().pull(request, to: .layout(scene.folder.file("out")))
        let layout = try LayoutContents(scene.folder.file("out"))
        #expect(layout.dangling == [])
        #expect(layout.entries.map(\.name) == ["1"])
        #expect(layout.names == ["blobs", "index.json", "oci-layout"])
        #expect(pulled.allSatisfy { $0.bytes == 0 && $0.bytesFromCache > 0 })
        #expect(pulled.first?.name == image)
    }

    @Test func `an image of docker save is pulled with a new manifest`() async throws {
        let builder = ImageBuilder(format: .docker)
        let sample = builder.image(
            "linux/amd64", layers: [builder.layer([.random("f", size: 200_000)], compression: .none)])
        let image = "docker-archive:" + (try write(sample.dockerArchiveMembers(names: ["team/app:1"])))
        let digest = try await scene.resolver().digest(image).manifest
        let request = PullRequest(image: image + ":team/app:1")
        let pulled = try await scene.resolver().pull(request, to: .layout(scene.folder.file("out")))
        #expect(pulled.map(\.digest) == [digest])
        let layout = try LayoutContents(scene.folder.file("out"))
        #expect(layout.dangling == [])
        #expect(layout.entries.map(\.name) == ["1"])
        _ = try await scene.resolver().pull(request, to: .localStore)
        #expect(try LayoutContents(scene.store).entries.map(\.name) == [image + ":team/app:1"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: scene.store + "/ingest").allSatisfy {
                !$0.hasSuffix(".part")
            })
    }

    @Test(
        .userCase("L30"),
        arguments: [
            ("oci-archive", "host.example/app:v1", "", ("v1", "host.example/app:v1")),
            ("oci-archive", "v1", "", ("v1", nil)),
            ("oci", "host.example/app:v1", "", ("host.example/app:v1", "host.example/app:v1")),
            ("docker-archive", "team/app:1 team/app:2", "", ("1", "docker.io/team/app:1")),
            ("docker-archive", "team/app:1 team/app:2", ":team/app:2", ("2", "docker.io/team/app:2")),
            ("docker-archive", "app:1", ":1", ("1", "docker.io/library/app:1")),
            ("docker-archive", "", "", (nil, nil)),
        ] as [(String, String, String, (String?, String?))])
    func `a pull from a file keeps the name that the image has there`(
        form: String, name: String, tag: String, expected: (String?, String?)
    ) async throws {
        let sample = SampleImages.single(format: form == "docker-archive" ? .docker : .oci)
        let path =
            switch form {
            case "oci": try sample.writeLayout(to: scene.folder, tag: name)
            case "oci-archive": try write(sample.archiveMembers(tag: name))
            default: try write(sample.dockerArchiveMembers(names: name.split(separator: " ").map(String.init)))
            }
        let out = scene.folder.file("out")
        _ = try await scene.resolver().pull(PullRequest(image: "\(form):\(path)\(tag)"), to: .layout(out))
        let entry = try #require(try LayoutContents(out).entries.first)
        #expect(entry.name == expected.0)
        #expect(entry.imageName == expected.1)
        #expect(entry.platform == nil)
        // A pull from that layout hands the name on.
        let again = scene.folder.file("again")
        _ = try await scene.resolver().pull(PullRequest(image: "oci:\(out)"), to: .layout(again))
        #expect(try LayoutContents(again).entries == [entry])
    }

    @Test func `an error in an archive is one sentence that names the archive`() async throws {
        let layer = try #require(list.child(0).layers.last)
        let name = "blobs/" + layer.digest.split(separator: ":").joined(separator: "/")
        let members = list.archiveMembers(tag: "1")
        let path = scene.folder.file("a.tar")
        let changed = members.map {
            $0.path == name ? LayerFile.file(name, [UInt8](repeating: 1, count: layer.size)) : $0
        }
        for (members, kind, sentence) in [
            (members.filter { $0.path != name }, .notFound, "'oci-archive:\(path)' lacks blob \(layer.digest)"),
            (
                members + [.folder(name)], .notFound,
                "'oci-archive:\(path)' lacks blob \(layer.digest): its member '\(name)' is a directory, not a file"
            ),
            (
                members + [.symbolicLink(name, to: "/etc/passwd")], .notFound,
                "'oci-archive:\(path)' lacks blob \(layer.digest): its member '\(name)' is a link to '/etc/passwd', "
                    + "which is outside the archive"
            ),
            (changed, .integrity, "'\(path)' has digest"),
            (members + [.file("../x", "")], .malformed, "'\(path)': its member '../x' leads out of the archive"),
        ] as [([LayerFile], ResolverError.Kind, String)] {
            _ = try write(members)
            let request = PullRequest(image: "oci-archive:" + path)
            let error = await #expect(throws: ResolverError.self) {
                try await scene.resolver().pull(request, to: .layout(scene.folder.file("out")))
            }
            #expect(error?.kind == kind)
            #expect(error?.message.hasPrefix(sentence) == true, "\(String(describing: error))")
        }
        for (image, kind) in [
            ("oci-archive:\(path).none", ResolverError.Kind.notFound), ("docker-archive:/", .malformed),
        ] {
            let error = await #expect(throws: ResolverError.self) { try await scene.resolver().digest(image) }
            #expect(error?.kind == kind)
        }
    }

    @Test func `a tag without an image is refused, and the existing tags are offered`() async throws {
        let image = "oci-archive:" + (try write(list.archiveMembers(tag: "1")))
        let error = await #expect(throws: ResolverError.self) { try await scene.resolver().digest(image + ":2") }
        #expect(error?.kind == .notFound)
        #expect(error?.hint == "it contains '1'")
    }

    @Test func `an archive of the other format is reported, with the right prefix`() async throws {
        let members = SampleImages.single(format: .docker).dockerArchiveMembers(names: [])
        let image = "oci-archive:" + (try write(members))
        let error = await #expect(throws: ResolverError.self) { try await scene.resolver().digest(image) }
        #expect(error?.kind == .malformed)
        #expect(error?.hint == "use docker-archive:FILE for an archive written by docker save")
    }
}
