import ImageModel
import Testing

@Suite struct ImageSourceTests {
    @Test(arguments: [
        ("oci:images", ImageSource.layout(path: "images", tag: nil)),
        ("oci:images:1.4", .layout(path: "images", tag: "1.4")),
        ("oci:/srv/images:host.example/app:v1", .layout(path: "/srv/images", tag: "host.example/app:v1")),
        ("oci:images:localhost:5000/app@sha256:ab", .layout(path: "images", tag: "localhost:5000/app@sha256:ab")),
        ("oci:/srv/a:b/images", .layout(path: "/srv/a", tag: "b/images")),
        ("oci:.", .layout(path: ".", tag: nil)),
    ])
    func `a layout is a folder with an optional tag, which may be a full reference`(text: String, source: ImageSource)
        throws
    {
        #expect(try ImageSource(parsing: text) == source)
        #expect(source.description == text)
    }

    @Test(arguments: [
        ("oci-archive:a.tar", ImageSource.archive(.oci, path: "a.tar", tag: nil)),
        ("oci-archive:/srv/a.tar:1.4", .archive(.oci, path: "/srv/a.tar", tag: "1.4")),
        ("docker-archive:a.tar", .archive(.docker, path: "a.tar", tag: nil)),
        ("docker-archive:a.tar:1", .archive(.docker, path: "a.tar", tag: "1")),
        (
            "docker-archive:./a.tar:localhost:5000/team/app:1",
            .archive(.docker, path: "./a.tar", tag: "localhost:5000/team/app:1")
        ),
    ])
    func `an archive is a file with an optional tag, which may be a full reference`(
        text: String, source: ImageSource
    ) throws {
        #expect(try ImageSource(parsing: text) == source)
        #expect(source.description == text)
    }

    @Test(arguments: [
        ("alpine:3", ["docker.io/library/alpine:3"]),
        ("oci:images", ["images|-"]),
        ("oci:images:1", ["images:1|-", "images|1"]),
        ("oci:/srv/a:b/images:c", ["/srv/a:b/images:c|-", "/srv/a:b/images|c", "/srv/a|b/images:c"]),
        ("oci::", []),
        ("oci:a::b", ["a::b|-", "a:|b", "a|:b"]),
        ("oci-archive:a:b.tar:1", ["a:b.tar:1|-", "a:b.tar|1", "a|b.tar:1"]),
        ("docker-archive:a.tar", ["a.tar|-"]),
    ])
    func `the longest path comes first among the ways to read a text`(text: String, readings: [String]) {
        let splits = (try? ImageSource(parsing: text))?.splits ?? []
        #expect(splits.allSatisfy { $0.description == splits.last?.description })
        let paths = splits.map { source in
            switch source {
            case .registry(let reference): "\(reference)"
            case .layout(let path, let tag), .archive(_, let path, let tag): "\(path)|\(tag ?? "-")"
            }
        }
        #expect(paths == readings)
    }

    @Test func `any other text is the name of an image`() throws {
        let source = try ImageSource(parsing: "oci/app:1")
        #expect(source == .registry(try Reference(parsing: "docker.io/oci/app:1")))
        #expect(source.description == "docker.io/oci/app:1")
    }

    @Test(arguments: [
        ("oci:", "image 'oci:' names no directory; write oci:DIR or oci:DIR:tag"),
        ("oci::1", "image 'oci::1' names no directory; write oci:DIR or oci:DIR:tag"),
        ("oci::", "image 'oci::' names no directory; write oci:DIR or oci:DIR:tag"),
        ("oci:images:a:", "image 'oci:images:a:' ends in ':' without a tag"),
        ("oci:images:", "image 'oci:images:' ends in ':' without a tag"),
        (
            "oci://quay.io/a",
            "image 'oci://quay.io/a' begins with 'oci://', which is not part of a name; write 'quay.io/a'"
        ),
        ("oci-archive:", "image 'oci-archive:' names no file; write oci-archive:FILE or oci-archive:FILE:tag"),
        (
            "docker-archive::1",
            "image 'docker-archive::1' names no file; write docker-archive:FILE or docker-archive:FILE:tag"
        ),
        ("oci-archive:a.tar:", "image 'oci-archive:a.tar:' ends in ':' without a tag"),
        ("", "image has an empty name"),
    ])
    func `a malformed source is refused with its reason`(text: String, sentence: String) {
        let error = #expect(throws: ReferenceError.self) { try ImageSource(parsing: text) }
        #expect(error?.description == sentence)
    }

    @Test(arguments: [
        ([], nil), (["a"], "'a'"), (["b", "a", "b"], "'b', 'a'"), (["x1", "x2"], nil), (["x1", "a"], "'a'"),
        ((0..<12).map { "\($0)" }, "'0', '1', '2', '3', '4', '5', '6', '7', '8', '9' and 2 more"),
        (["a\u{1B}[2J"], "'a\\u{1b}[2J'"),
    ])
    func `an offer lists each name that selects, and not too many`(names: [String], offer: String?) {
        #expect(names.offer { !$0.hasPrefix("x") } == offer)
    }
}
