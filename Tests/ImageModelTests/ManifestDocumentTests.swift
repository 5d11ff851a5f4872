import ImageModel
import PlatformModel
import TestSupport
import Testing

@Suite struct ManifestDocumentTests {
    private func index(_ name: String, sentAs contentType: String? = nil) throws -> ImageIndex? {
        let bytes = try Fixtures.bytes("documents/indexes/\(name).json")
        guard case .index(let index) = try ManifestDocument(parsing: bytes, contentType: contentType) else {
            return nil
        }
        return index
    }

    private func manifest(_ name: String, sentAs contentType: String? = nil) throws -> ImageManifest? {
        let bytes = try Fixtures.bytes("documents/manifests/\(name).json")
        guard case .manifest(let manifest) = try ManifestDocument(parsing: bytes, contentType: contentType) else {
            return nil
        }
        return manifest
    }

    @Test func `a manifest list keeps its three platforms in order`() throws {
        let index = try #require(try index("hello-world", sentAs: MediaType.dockerList))
        #expect(
            index.manifests.map(\.platform) == [
                Platform(os: "linux", architecture: "amd64"), Platform(os: "linux", architecture: "arm64"),
                Platform(os: "windows", architecture: "amd64", osVersion: "10.0.17763.1697"),
            ])
        #expect(index.manifests.map(\.size) == [524, 525, 1124])
        #expect(index.mediaType == MediaType.dockerList)
    }

    @Test func `a manifest has one layer`() throws {
        let manifest = try #require(try manifest("hello-world", sentAs: MediaType.dockerManifest + "; charset=utf-8"))
        #expect(manifest.layers.count == 1)
        #expect(manifest.totalSize == 1510 + 977)
        #expect(manifest.isImage)
    }

    @Test(arguments: [
        ("distribution-base", 16), ("attestations", 4), ("windows-server", 5), ("nested", 3), ("empty", 0),
        ("null-list", 0), ("layout", 2), ("future", 5),
    ])
    func `an index keeps every entry`(name: String, count: Int) throws {
        #expect(try index(name)?.manifests.count == count)
    }

    @Test func `variants, versions and features are read as written`() throws {
        let base = try #require(try index("distribution-base"))
        #expect(base.manifests.compactMap(\.platform?.variant) == ["v6", "v7", "v8"])
        let windows = try #require(try index("windows-server"))
        #expect(windows.manifests[1].platform?.osFeatures == ["win32k"])
        #expect(windows.manifests[1].platform?.osVersion == "10.0.20348.3932")
    }

    @Test func `unknown fields of a newer specification are ignored`() throws {
        let index = try #require(try index("future"))
        #expect(index.artifactType == "application/vnd.example.bundle.v3")
        #expect(index.subject?.size == 611)
        #expect(index.annotations == ["note": "line one\nline two", "empty": ""])
        #expect(index.manifests[0].mediaType == "application/vnd.example.manifest.v9+cbor")
        #expect(index.manifests[1].digest.algorithm == .sha512)
        #expect(index.manifests[1].data == Array(#"{"schemaVersion":2}"#.utf8))
        #expect(index.manifests[3].size == .max - 1)
        #expect(index.manifests[4].urls == ["https://mirror.example/späť"])
    }

    @Test func `a platform of empty strings counts as none`() throws {
        let index = try #require(try index("future"))
        #expect(index.manifests[2].platform == nil)
        #expect(index.manifests[3].platform == nil)
    }

    @Test(arguments: [
        ("hello-world", true), ("zstd", true), ("without-media-type", true), ("windows-foreign", true),
        ("attestation", true), ("artifact", false),
    ])
    func `a manifest is an image's when its config is`(name: String, isImage: Bool) throws {
        #expect(try manifest(name)?.isImage == isImage)
    }

    @Test func `an artifact states its type and subject`() throws {
        let manifest = try #require(try manifest("artifact", sentAs: "application/json"))
        #expect(manifest.artifactType == "application/vnd.example.signature.v1")
        #expect(manifest.subject?.size == 2413)
        #expect(manifest.config.data == Array("{}".utf8))
    }

    @Test func `foreign layers keep their addresses`() throws {
        let manifest = try #require(try manifest("windows-foreign"))
        #expect(manifest.layers[0].urls.count == 1)
        #expect(LayerFormat(mediaType: manifest.layers[0].mediaType)?.isForeign == true)
    }

    @Test func `a document without a media type is recognized by its fields`() throws {
        #expect(try index("layout")?.mediaType == nil)
        #expect(try manifest("without-media-type")?.mediaType == nil)
        #expect(try manifest("without-media-type", sentAs: MediaType.ociManifest) != nil)
    }

    @Test(arguments: [nil, "", "application/json", "text/plain; charset=utf-8", "Application/Octet-Stream"])
    func `a generic type contradicts nothing`(contentType: String?) throws {
        #expect(try index("attestations", sentAs: contentType) != nil)
    }
}
