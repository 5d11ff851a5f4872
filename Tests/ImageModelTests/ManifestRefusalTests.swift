import ImageModel
import TestSupport
import Testing

@Suite struct ManifestRefusalTests {
    static let digest = "sha256:" + DigestTests.sha256
    static let entry = #"{"mediaType":"m","digest":"\#(digest)","size":1}"#
    static let schema1Sentence =
        "document is a Docker schema 1 manifest, which is not supported; push the image again with a current client, or "
        + "use a tag that was"

    /// The error's sentence, or "accepted".
    private func outcome(_ bytes: [UInt8], _ contentType: String? = nil) -> String {
        do throws(ManifestError) {
            _ = try ManifestDocument(parsing: bytes, contentType: contentType)
            return "accepted"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [
        ("schema1.json", schema1Sentence),
        (
            "login-page.html",
            "document is a web page or XML, not JSON; its first line is "
                + "'<!DOCTYPE html><title>Guest Wi-Fi \\u{1b}[31m– sign in</title>'"
        ),
        (
            "storage-error.xml",
            "document is a web page or XML, not JSON; its first line is '<?xml version=\"1.0\" encoding=\"UTF-8\"?>'"
        ),
        (
            "registry-error.json",
            "document is neither an index (no 'manifests') nor a manifest (no 'config' and 'layers')"
        ),
        (
            "index-and-manifest.json",
            "document has both 'manifests' and 'layers', so it could be read as an index or as a manifest"
        ),
    ])
    func `other documents are refused with their kind`(file: String, sentence: String) throws {
        #expect(outcome(try Fixtures.bytes("documents/refused/\(file)")) == sentence)
    }

    @Test(arguments: [
        // In each group, the accepted form comes first.
        (#"{"schemaVersion":2,"manifests":[]}"#, "accepted"),
        (#"{"schemaVersion":2.0,"manifests":[\#(entry)]}"#, "accepted"),
        (#" {"manifests":[],"schemaVersion":2,"manifests":7}"#, "accepted"),
        (#"{"schemaVersion":1,"manifests":[]}"#, schema1Sentence),
        (#"{"schemaVersion":2,"fsLayers":[],"manifests":[]}"#, schema1Sentence),
        (#"{"schemaVersion":2,"signatures":[]}"#, schema1Sentence),
        (#"{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v1+json"}"#, schema1Sentence),
        (#"{"schemaVersion":3,"manifests":[]}"#, "document has schemaVersion 3, not 2"),
        (#"{"schemaVersion":"2","manifests":[]}"#, "document has schemaVersion '2', not 2"),
        (#"{"manifests":[]}"#, "document has no 'schemaVersion'"),
        (#"{"schemaVersion":2,"layers":[]}"#, "document has no 'config'"),
        (#"{"schemaVersion":2,"config":\#(entry)}"#, "document has no 'layers'"),
        (#"{"schemaVersion":2,"config":\#(entry),"layers":null}"#, "accepted"),
        (#"{"schemaVersion":2,"config":null,"layers":null,"manifests":[]}"#, "accepted"),
        (
            #"{"schemaVersion":2,"config":\#(entry),"manifests":[]}"#,
            "document has both 'manifests' and 'config', so it could be read as an index or as a manifest"
        ),
        (#"{"schemaVersion":2,"mediaType":"\#(MediaType.ociIndex)","layers":[]}"#, "document has no 'manifests'"),
        (#"{"schemaVersion":2,"mediaType":"\#(MediaType.ociManifest)","manifests":[]}"#, "document has no 'config'"),
        (
            #"{"schemaVersion":2,"mediaType":"application/vnd.oci.artifact.manifest.v1+json","blobs":[]}"#,
            "document has the media type 'application/vnd.oci.artifact.manifest.v1+json', not that of a manifest or an index"
        ),
        (#"{"schemaVersion":2,"mediaType":7,"manifests":[]}"#, "'mediaType' is not a string"),
        (#"{"schemaVersion":2,"manifests":{}}"#, "'manifests' is not a list"),
        (#"{"schemaVersion":2,"manifests":[7]}"#, "manifests[0]: entry is not an object"),
        (#"{"schemaVersion":2,"manifests":[null]}"#, "manifests[0]: entry is not an object"),
        (#"{"schemaVersion":2,"manifests":[],"annotations":{"a\u001b":1}}"#, "annotations: 'a\\u{1b}' is not a string"),
        ("[]", "document is not an object"),
        ("7", "document is not an object"),
        ("null", "document is not an object"),
        ("", "document is empty"),
        ("\n \t", "document is empty"),
        ("{", "document is not valid JSON (1 byte); it begins with '{'"),
        (
            #"{"schemaVersion":2,"manif"#,
            #"document is not valid JSON (25 bytes); it begins with '{"schemaVersion":2,"manif'"#
        ),
        ("not found\r\n", "document is not valid JSON (11 bytes); it begins with 'not found'"),
        (
            #"{"schemaVersion":2} trailing"#,
            #"document is not valid JSON (28 bytes); it begins with '{"schemaVersion":2} trailing'"#
        ),
    ])
    func `a broken document is refused with its reason`(text: String, sentence: String) {
        #expect(outcome(Array(text.utf8)) == sentence)
    }

    @Test(arguments: [
        (MediaType.ociIndex, MediaType.ociIndex, "accepted"),
        (MediaType.ociIndex, MediaType.ociIndex + "; charset=utf-8", "accepted"),
        (MediaType.ociIndex, MediaType.ociIndex.uppercased(), "accepted"),
        ("", MediaType.dockerList, "accepted"),
        (
            MediaType.ociIndex, MediaType.dockerList,
            "document states the media type '\(MediaType.ociIndex)', but was sent as '\(MediaType.dockerList)'"
        ),
        (
            MediaType.ociIndex, "image/png",
            "document states the media type '\(MediaType.ociIndex)', but was sent as 'image/png'"
        ),
        ("", "image/png", "document has the media type 'image/png', not that of a manifest or an index"),
        ("", MediaType.ociManifest, "document has no 'config'"),
        (MediaType.ociIndex, MediaType.schema1Signed, schema1Sentence),
        (
            MediaType.ociIndex, "text/html; charset=utf-8",
            "document is a web page or XML, not JSON; its first line is "
                + "'{\"schemaVersion\":2,\"mediaType\":\"\(MediaType.ociIndex)\",\"manifests\":[]}'"
        ),
    ])
    func `the sent type must match the stated type`(written: String, sent: String, sentence: String) {
        let text = #"{"schemaVersion":2,"mediaType":"\#(written)","manifests":[]}"#
        #expect(outcome(Array(text.utf8), sent) == sentence)
    }

    @Test func `only UTF-8 is text`() {
        let text = #"{"schemaVersion":2,"manifests":[]}"#
        #expect(outcome([0xEF, 0xBB, 0xBF] + Array(text.utf8)) == "accepted")
        #expect(outcome(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }) == "document is not UTF-8 text")
        #expect(outcome([0xFF, 0xFE] + Array(text.utf8)) == "document is not UTF-8 text")
        #expect(outcome(Array(#"{"a":""#.utf8) + [0xC3, 0x28]) == "document is not UTF-8 text")
    }

    @Test func `a document of the largest size is read, one byte more is refused`() {
        let text = Array(#"{"schemaVersion":2,"manifests":[]}"#.utf8)
        let bound = 8 << 20
        let blanks = [UInt8](repeating: 0x20, count: bound - text.count)
        #expect(outcome(text + blanks) == "accepted")
        #expect(outcome(text + blanks + [0x20]) == "document of 8388609 bytes is larger than 8388608")
    }

    @Test func `nesting is checked without recursion`() {
        func nested(_ depth: Int) -> [UInt8] {
            let open = String(repeating: "[", count: depth - 1)
            let close = String(repeating: "]", count: depth - 1)
            return Array(#"{"schemaVersion":2,"manifests":[],"x":\#(open)\#(close)}"#.utf8)
        }
        let sentence = "document has arrays and objects nested more than 64 levels deep"
        #expect(outcome(nested(64)) == "accepted")
        #expect(outcome(nested(65)) == sentence)
        #expect(outcome(Array(String(repeating: "[{\"a\":", count: 1_000_000).utf8)) == sentence)
        // Brackets in a string do not count.
        let quoted = #"{"schemaVersion":2,"manifests":[],"x":"\"\#(String(repeating: "[", count: 99))"}"#
        #expect(outcome(Array(quoted.utf8)) == "accepted")
    }

    @Test func `sizes that add up to more than 64 bits are refused`() {
        func text(_ size: Int64) -> String {
            let layer = #"{"mediaType":"m","digest":"\#(Self.digest)","size":\#(size)}"#
            return #"{"schemaVersion":2,"config":\#(Self.entry),"layers":[\#(layer),\#(layer)]}"#
        }
        #expect(outcome(Array(text(.max / 2 - 1).utf8)) == "accepted")
        #expect(
            outcome(Array(text(.max).utf8))
                == "sizes of config and layers add up to more than 9223372036854775807 bytes")
    }
}
