import ImageModel
import ImageStore
import TestSupport
import Testing

@testable import ImageArchive

/// The members of an archive that is to be written.
struct ArchivePlanTests {
    private let layer: Descriptor
    private let config: Descriptor

    init() throws {
        layer = try Self.blob("layer", MediaType.ociLayer + "+gzip")
        config = try Self.blob("{}", MediaType.ociConfig)
    }

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private static func blob(_ text: String, _ mediaType: String) throws -> Descriptor {
        Descriptor(mediaType: mediaType, digest: try Digest.of(bytes(text)), size: Int64(text.utf8.count))
    }

    /// An image whose manifest is `manifest`, with one layer.
    private func image(
        _ manifest: String = "{\"m\":1}", fullName: String? = "docker.io/library/app:v1", tag: String? = "v1"
    ) throws -> ArchivedImage {
        let root = try Self.blob(manifest, MediaType.ociManifest)
        return ArchivedImage(
            root: root, fullName: fullName, tag: tag, manifest: ImageManifest(config: config, layers: [layer, layer]),
            documents: [root.digest: Self.bytes(manifest), config.digest: Self.bytes("{}")],
            blobs: [config, layer, layer])
    }

    private func text(_ plan: ArchivePlan, _ name: String) -> String? {
        for member in plan.members where member.name == name {
            if case .bytes(let bytes) = member.content { return String(decoding: bytes, as: UTF8.self) }
        }
        return nil
    }

    @Test func `the documents that list the images come first, then other documents, then layers, each blob once`()
        throws
    {
        let image = try image()
        let plan = try ArchivePlan([image])
        let documents = [image.root.digest, config.digest].sorted { $0.description < $1.description }
        #expect(
            plan.members.map(\.name) == ["oci-layout", "index.json", "manifest.json"]
                + (documents + [layer.digest]).map { "blobs/sha256/\($0.hex)" })
        #expect(plan.members.last?.content == .blob(layer))
        #expect(plan.size == plan.members.reduce(0) { $0 + $1.size })
        #expect(text(plan, "oci-layout") == #"{"imageLayoutVersion":"1.0.0"}"#)
    }

    // libarchive 3.6.2 wrote these sizes: a member of 8 GiB needs three headers, a smaller one has one.
    @Test(
        arguments: [
            (0, 512), (1, 1024), (512, 1024), (513, 1536), (8_589_934_591, 8_589_935_104),
            (8_589_934_592, 8_589_936_128), (.max, .max),
        ] as [(Int64, Int64)])
    func `the size of an archive is known before it is written`(size: Int64, written: Int64) throws {
        let small = try ArchivePlan([image()])
        let blob = Descriptor(mediaType: layer.mediaType, digest: try Digest.of(Self.bytes("large")), size: size)
        let image = try image()
        let large = try ArchivePlan([
            ArchivedImage(
                root: image.root, fullName: image.fullName, tag: image.tag, manifest: image.manifest,
                documents: image.documents, blobs: image.blobs + [blob])
        ])
        #expect(large.archiveSize == small.archiveSize.addingClamped(written))
    }

    @Test func `an only image has its tag and its full name, and no platform`() throws {
        let image = try image()
        let entry = """
            {"schemaVersion":2,"manifests":[{"mediaType":"\(image.root.mediaType)","digest":"\(image.root.digest)",\
            "size":\(image.root.size),"platform":{"os":"linux","architecture":"arm64"}}]}
            """
        guard case .index(let index) = try ManifestDocument(parsing: Self.bytes(entry), contentType: nil) else {
            Issue.record("no index")
            return
        }
        let platformed = ArchivedImage(
            root: index.manifests[0], fullName: image.fullName, tag: image.tag, manifest: image.manifest,
            documents: image.documents, blobs: image.blobs)
        let plan = try ArchivePlan([platformed])
        #expect(
            text(plan, "index.json") == """
                {"manifests":[{"annotations":{"io.containerd.image.name":"docker.io/library/app:v1",\
                "org.opencontainers.image.ref.name":"v1"},"digest":"\(image.root.digest)",\
                "mediaType":"application/vnd.oci.image.manifest.v1+json","size":\(image.root.size)}],\
                "mediaType":"application/vnd.oci.image.index.v1+json","schemaVersion":2}
                """)
        #expect(
            text(plan, "manifest.json") == """
                [{"Config":"blobs/sha256/\(config.digest.hex)",\
                "Layers":["blobs/sha256/\(layer.digest.hex)","blobs/sha256/\(layer.digest.hex)"],\
                "RepoTags":["docker.io/library/app:v1"]}]
                """)
    }

    @Test func `several images have their full names in both annotations`() throws {
        let plan = try ArchivePlan([image(), image("{\"m\":2}", fullName: "host.example/b:v1")])
        let index = try #require(text(plan, "index.json"))
        for name in ["docker.io/library/app:v1", "host.example/b:v1"] {
            #expect(
                index.contains(
                    #"{"io.containerd.image.name":"\#(name)","org.opencontainers.image.ref.name":"\#(name)"}"#))
        }
        #expect(plan.members.filter { $0.content == .blob(layer) }.count == 1)
    }

    @Test(
        arguments: [
            ("docker.io/library/app:v1", ["docker.io/library/app:v1"]), (nil, []),
            ("host.example/app", ["host.example/app:latest"]),
            ("host.example/app@sha256:" + String(repeating: "a", count: 64), []),
        ] as [(String?, [String])])
    func `Docker gets a name only if that has a tag and no digest`(fullName: String?, names: [String]) throws {
        let plan = try ArchivePlan([image(fullName: fullName, tag: nil)])
        let list = names.map { "\"\($0)\"" }.joined(separator: ",")
        #expect(text(plan, "manifest.json")?.hasSuffix("\"RepoTags\":[\(list)]}]") == true)
    }

    @Test func `an image that is given twice is contained once`() throws {
        #expect(try ArchivePlan([image(), image()]) == ArchivePlan([image()]))
    }

    @Test func `two images of one name are refused`() throws {
        let error = #expect(throws: ArchiveError.self) { try ArchivePlan([image(), image("{\"m\":2}")]) }
        #expect(error?.description == "two different images are named 'docker.io/library/app:v1'")
    }

    @Test func `an index without an image is listed for OCI readers only`() throws {
        let root = try Self.blob("{\"i\":1}", MediaType.ociIndex)
        let plan = try ArchivePlan([
            ArchivedImage(
                root: root, fullName: nil, tag: nil, manifest: nil, documents: [root.digest: Self.bytes("{\"i\":1}")],
                blobs: [])
        ])
        #expect(text(plan, "manifest.json") == "[]")
        #expect(text(plan, "index.json")?.contains("annotations") == false)
    }

    @Test func `layers in zstd are known`() throws {
        let zstd = try Self.blob("z", MediaType.ociLayer + "+zstd")
        let image = try image()
        let other = ArchivedImage(
            root: image.root, fullName: nil, tag: nil, manifest: nil, documents: [:], blobs: [layer, zstd])
        #expect(image.zstdLayers.isEmpty)
        #expect(other.zstdLayers == [zstd.digest])
    }
}
