import ImageModel
import Testing

@Suite struct MediaTypeTests {
    @Test(arguments: [
        ("application/json", "application/json"), ("Application/JSON; charset=utf-8", "application/json"),
        (" text/html ;x=\"a;b\"", "text/html"), ("text/plain;", "text/plain"), ("", ""), (";", ""), ("  ", ""),
    ])
    func `a Content-Type is read without its parameters`(contentType: String, essence: String) {
        #expect(MediaType.essence(of: contentType) == essence)
    }

    @Test(arguments: [
        (MediaType.ociIndex, "index"), (MediaType.dockerList, "index"), (MediaType.ociManifest, "manifest"),
        (MediaType.dockerManifest, "manifest"), (MediaType.schema1, "schema1"), (MediaType.schema1Signed, "schema1"),
        (MediaType.ociConfig, "config"), (MediaType.dockerConfig, "config"), (MediaType.ociEmpty, "other"),
        ("application/json", "other"), ("", "other"),
    ])
    func `a media type is of one kind`(mediaType: String, kind: String) {
        #expect(MediaType.isIndex(mediaType) == (kind == "index"))
        #expect(MediaType.isManifest(mediaType) == (kind == "manifest"))
        #expect(MediaType.isSchema1(mediaType) == (kind == "schema1"))
        #expect(MediaType.isImageConfig(mediaType) == (kind == "config"))
    }

    @Test func `the Accept header lists the readable types, and never schema 1`() {
        let accepted = MediaType.acceptHeader.split(separator: ",").map { MediaType.essence(of: String($0)) }
        #expect(accepted.count == 4)
        #expect(accepted.allSatisfy { MediaType.isIndex($0) || MediaType.isManifest($0) })
    }

    @Test(arguments: [
        ("application/vnd.docker.image.rootfs.diff.tar.gzip", LayerFormat.Compression.gzip, false),
        ("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", .gzip, true),
        ("application/vnd.oci.image.layer.v1.tar", .none, false),
        ("application/vnd.oci.image.layer.v1.tar+zstd", .zstd, false),
        ("application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", .gzip, true),
    ])
    func `a layer's type states its compression`(
        mediaType: String, compression: LayerFormat.Compression, isForeign: Bool
    ) throws {
        let format = try #require(LayerFormat(mediaType: mediaType))
        #expect(format.compression == compression)
        #expect(format.isForeign == isForeign)
    }

    @Test(arguments: [
        "", "application/vnd.in-toto+json", "application/vnd.oci.image.layer.v1.tar+xz", MediaType.ociConfig,
    ])
    func `only layers have a format`(mediaType: String) {
        #expect(LayerFormat(mediaType: mediaType) == nil)
    }
}
