import ImageModel
import TestSupport
import Testing

@testable import ImageArchive

/// Links from one member of an archive to another.
///
/// `docker save` of Docker 1.10 to 24 wrote a layer that an image has twice as a symbolic link to the first one.
struct LinkTests {
    private let bench: ArchiveBench
    /// An archive of an image that has the same layer twice.
    private let members: [LayerFile]

    init() throws {
        bench = try ArchiveBench()
        let builder = ImageBuilder(format: .docker)
        let layer = builder.layer([.random("f", size: 5000)], compression: .none)
        let sample = builder.image("linux/amd64", layers: [layer, layer])
        let single = sample.dockerArchiveMembers(names: ["team/app:1"])
        let config = try #require(single.first)
        let names = ["0/layer.tar", "1/layer.tar"]
        let list = #"[{"Config":"\#(config.path)","Layers":["\#(names[0])","\#(names[1])"]}]"#
        members = [
            config, .file("0/layer.tar", layer.blob.bytes), .file("1/layer.tar", layer.blob.bytes),
            .file("manifest.json", list),
        ]
    }

    /// The archive with `files` in place of the second layer.
    private func archive(_ files: [LayerFile]) -> [LayerFile] {
        members.filter { $0.path != "1/layer.tar" } + files
    }

    /// Links in a chain from the second layer to the first, `count` in number.
    private static func chain(_ count: Int) -> [LayerFile] {
        (0..<count).map { step in
            .symbolicLink(
                step == 0 ? "1/layer.tar" : "chain/\(step)",
                to: step == count - 1 ? "../0/layer.tar" : "../chain/\(step + 1)")
        }
    }

    @Test(
        .userCase("L3"),
        arguments: [
            [.symbolicLink("1/layer.tar", to: "../0/layer.tar")],
            [.symbolicLink("1/layer.tar", to: "./..//0/./layer.tar")],
            [.symbolicLink("1/layer.tar", to: "../1/../2/../0/layer.tar")],
            [.hardLink("1/layer.tar", to: "0/layer.tar")],
            [.hardLink("./1/layer.tar", to: "./0/layer.tar")],
            [.symbolicLink("1/layer.tar", to: "../2/layer.tar"), .hardLink("2/layer.tar", to: "0/layer.tar")],
            [.symbolicLink("1", to: "0")],
            [.symbolicLink("1", to: "a/b"), .folder("a"), .symbolicLink("a/b", to: "../0")],
            chain(40),
        ] as [[LayerFile]])
    func `a link is followed within the archive`(links: [LayerFile]) async throws {
        let image = try await bench.image(try bench.write(archive(links)), as: .docker)
        let plain = try await bench.image(try bench.write(members, to: "plain.tar"), as: .docker)
        #expect(image.root == plain.root)
    }

    @Test(
        .userCase("L3"),
        arguments: [
            (
                [.symbolicLink("1/layer.tar", to: "/0/layer.tar")],
                "a link to '/0/layer.tar', which is outside the archive"
            ),
            (
                [.symbolicLink("1/layer.tar", to: "../../0/layer.tar")],
                "a link to '../../0/layer.tar', which is outside the archive"
            ),
            (
                [.hardLink("1/layer.tar", to: "../0/layer.tar")],
                "a link to '../0/layer.tar', which is outside the archive"
            ),
            ([.symbolicLink("1", to: "..")], "a link to '..', which is outside the archive"),
            (
                [.symbolicLink("1/layer.tar", to: "layer.tar")],
                "a link that leads through more than 40 links, or in a circle"
            ),
            (
                [.symbolicLink("1/layer.tar", to: "x"), .symbolicLink("1/x", to: "layer.tar")],
                "a link that leads through more than 40 links, or in a circle"
            ),
            (
                [.symbolicLink("1", to: "2"), .symbolicLink("2", to: "1")],
                "a link that leads through more than 40 links, or in a circle"
            ),
            ([.symbolicLink("1", to: "1/1")], "a link that leads through more than 40 links, or in a circle"),
            (chain(41), "a link that leads through more than 40 links, or in a circle"),
            ([.symbolicLink("1/layer.tar", to: "../3/layer.tar")], "a link to '3/layer.tar', which is missing"),
            // A link without a target is no link.
            ([.symbolicLink("1/layer.tar", to: "")], "a special file, not a file"),
            ([.symbolicLink("1/layer.tar", to: "..")], "a directory, not a file"),
            ([.symbolicLink("1/layer.tar", to: "../0"), .folder("0")], "a directory, not a file"),
        ] as [([LayerFile], String)])
    func `a link that leads elsewhere is refused in one sentence`(links: [LayerFile], sentence: String) async throws {
        // What a link that leaves the archive would find is the right layer.
        try bench.folder.write("0/layer.tar", members[1].bytes)
        #expect(try await bench.refusal(archive(links), as: .docker) == "its member '1/layer.tar' is \(sentence)")
    }

    @Test func `a link that no image needs may lead anywhere`() async throws {
        let links = [
            LayerFile.symbolicLink("repositories", to: "/etc/passwd"), .symbolicLink("a", to: "a"),
            .hardLink("b", to: "../../b"),
        ]
        #expect(try await bench.refusal(members + links, as: .docker) == nil)
    }

    @Test func `names in manifest.json may go up and down within the archive`() async throws {
        func refusal(of name: String) async throws -> String? {
            let list = members.map { member in
                guard member.path == "manifest.json" else { return member }
                let text = String(decoding: member.bytes, as: UTF8.self)
                return .file(member.path, text.split(separator: "1/layer.tar").joined(separator: name))
            }
            return try await bench.refusal(list, as: .docker)
        }
        #expect(try await refusal(of: "0/../1/./layer.tar") == nil)
        #expect(try await refusal(of: "../1/layer.tar") == "its member '../1/layer.tar' leads out of the archive")
        #expect(try await refusal(of: "9/layer.tar") == "'9/layer.tar', named in manifest.json, is missing")
    }

    @Test func `blobs of a layout may be links, too`() async throws {
        let image = SampleImages.single()
        let moved = image.archiveMembers(tag: "1").flatMap { member -> [LayerFile] in
            guard member.path.hasPrefix("blobs/sha256/") else { return [member] }
            let name = String(member.path.dropFirst("blobs/sha256/".count))
            return [.symbolicLink(member.path, to: "../../data/\(name)"), .file("data/\(name)", member.bytes)]
        }
        let opened = try await bench.image(try bench.write(moved), as: .oci)
        for blob in image.manifests + image.blobs {
            #expect(try opened.span(of: Descriptor(blob))?.bytes(limit: blob.size) == blob.bytes)
        }
    }
}
