import ImageModel
import Testing

@Suite struct ImageSourceTests {
    @Test(arguments: [
        ("oci:images", ImageSource.layout(path: "images", tag: nil)),
        ("oci:images:1.4", .layout(path: "images", tag: "1.4")),
        ("oci:/srv/a:b/images", .layout(path: "/srv/a:b/images", tag: nil)),
        ("oci:/srv/a:b/images:c", .layout(path: "/srv/a:b/images", tag: "c")),
        ("oci:.", .layout(path: ".", tag: nil)),
    ])
    func `a layout is a folder and perhaps a tag`(text: String, source: ImageSource) throws {
        #expect(try ImageSource(parsing: text) == source)
        #expect(source.description == text)
    }

    @Test func `any other text is the name of an image`() throws {
        let source = try ImageSource(parsing: "oci/app:1")
        #expect(source == .registry(try Reference(parsing: "docker.io/oci/app:1")))
        #expect(source.description == "docker.io/oci/app:1")
    }

    @Test(arguments: [
        ("oci:", "image 'oci:' names no folder; write oci:DIR or oci:DIR:tag"),
        ("oci::1", "image 'oci::1' names no folder; write oci:DIR or oci:DIR:tag"),
        ("oci:images:", "image 'oci:images:' ends in ':' and has no tag there"),
        (
            "oci://quay.io/a",
            "image 'oci://quay.io/a' begins with 'oci://', which is no part of a name; write 'quay.io/a'"
        ),
        (
            "oci-archive:a.tar",
            "image 'oci-archive:a.tar' is an archive ('oci-archive:'); images are read from registries and from OCI layouts"
                + " (oci:DIR)"
        ),
        (
            "docker-archive:a.tar:1",
            "image 'docker-archive:a.tar:1' is an archive ('docker-archive:'); images are read from registries and from "
                + "OCI layouts (oci:DIR)"
        ),
        ("", "image has an empty name"),
    ])
    func `what is no source is refused with its reason`(text: String, sentence: String) {
        let error = #expect(throws: ImageSourceError.self) { try ImageSource(parsing: text) }
        #expect(error?.description == sentence)
    }
}
