import ImageModel
import Testing

@Suite struct DescriptorTests {
    static let digest = "sha256:" + DigestTests.sha256

    /// The result of reading `fields`, followed by valid ones, as the fourth entry of an index.
    private func outcome(_ fields: String) -> String {
        let sound = #"{"mediaType":"m","digest":"\#(Self.digest)","size":1}"#
        let text = #"{"schemaVersion":2,"manifests":[\#(sound),\#(sound),\#(sound),{\#(fields)}]}"#
        do throws(ManifestError) {
            let document = try ManifestDocument(parsing: Array(text.utf8), contentType: nil)
            guard case .index(let index) = document, let last = index.manifests.last else { return "no index" }
            return "\(last.size)"
        } catch {
            return error.description
        }
    }

    // Of duplicate fields the first counts, so the damaged one comes first.
    @Test(arguments: [
        ("1", "1"), ("0", "0"), ("5.0", "5"), ("9223372036854775807", "9223372036854775807"),
        ("-1", "manifests[3]: size -1 is negative"),
        ("-9223372036854775808", "manifests[3]: size -9223372036854775808 is negative"),
        ("5.5", "manifests[3]: size 5.5 is not a whole number from 0 to 9223372036854775807"),
        (
            "9223372036854775808",
            "manifests[3]: size 9.223372036854776e+18 is not a whole number from 0 to 9223372036854775807"
        ),
        ("1e300", "manifests[3]: size 1e+300 is not a whole number from 0 to 9223372036854775807"),
        (#""12""#, "manifests[3]: size '12' is not a number"),
        ("true", "manifests[3]: size of another type is not a number"),
        ("null", "manifests[3]: has no 'size'"),
        ("[]", "manifests[3]: size of another type is not a number"),
    ])
    func `a size is a whole number of bytes`(size: String, expected: String) {
        #expect(outcome(#""size":\#(size),"mediaType":"m","digest":"\#(Self.digest)""#) == expected)
    }

    @Test(arguments: [
        (#""digest":"sha256:ab""#, "manifests[3]: digest 'sha256:ab' has 2 hexadecimal digits, not 64"),
        (#""digest":"md5:ab""#, "manifests[3]: digest 'md5:ab' uses the algorithm 'md5', not sha256 or sha512"),
        (#""digest":null"#, "manifests[3]: has no 'digest'"),
        (#""digest":7"#, "manifests[3]: 'digest' is not a string"),
        (#""mediaType":"""#, "manifests[3]: has no 'mediaType'"),
        (#""mediaType":[]"#, "manifests[3]: 'mediaType' is not a string"),
        (#""platform":"linux/amd64""#, "manifests[3]: 'platform' is not an object"),
        (#""platform":{"os":1}"#, "manifests[3]: 'platform.os' is not a string"),
        (#""platform":{"os.features":["a",1]}"#, "manifests[3]: 'platform.os.features[1]' is not a string"),
        (#""urls":"https://x.example""#, "manifests[3]: 'urls' is not a list"),
        (#""annotations":{"a":{}}"#, "manifests[3]: 'annotations.a' is not a string"),
        (#""data":"AA==""#, "1"),
        (#""data":"""#, "manifests[3]: data has 0 bytes, not the 1 of size"),
        (#""data":"AAA=""#, "manifests[3]: data has 2 bytes, not the 1 of size"),
        (#""data":"A*==""#, "manifests[3]: data is not base64"),
        (#""data":7"#, "manifests[3]: 'data' is not a string"),
        (#""platform":null,"annotations":null,"urls":null,"data":null,"artifactType":null"#, "1"),
        (#""platform":{"features":7,"os":null}"#, "1"),
    ])
    func `a malformed field is refused with the entry's position`(field: String, expected: String) {
        #expect(outcome(field + #","mediaType":"m","digest":"\#(Self.digest)","size":1"#) == expected)
    }

    @Test(arguments: [
        ("mediaType", #""digest":"\#(digest)","size":1"#), ("digest", #""mediaType":"m","size":1"#),
        ("size", #""mediaType":"m","digest":"\#(digest)""#),
    ])
    func `a missing field is named`(name: String, fields: String) {
        #expect(outcome(fields) == "manifests[3]: has no '\(name)'")
    }

    @Test(arguments: [
        (
            #""config":{"mediaType":"m","digest":"x","size":1},"layers":[]"#,
            "config: digest 'x' has no ':' between algorithm and hexadecimal digits"
        ),
        (#""config":{"mediaType":7},"layers":[]"#, "config: 'mediaType' is not a string"),
        (
            #""config":{"mediaType":"m","digest":"\#(digest)","size":1},"layers":[{"mediaType":"m","digest":"\#(digest)"}]"#,
            "layers[0]: has no 'size'"
        ),
        (
            #""config":{"mediaType":"m","digest":"\#(digest)","size":1},"layers":[],"subject":{}"#,
            "subject: has no 'mediaType'"
        ),
    ])
    func `malformed parts of a manifest are refused with their position`(fields: String, expected: String) {
        let text = #"{"schemaVersion":2,\#(fields)}"#
        let error = #expect(throws: ManifestError.self) {
            try ManifestDocument(parsing: Array(text.utf8), contentType: MediaType.ociManifest)
        }
        #expect(error?.description == expected)
    }

    @Test func `a descriptor made in code has no negative size, and sums never trap`() throws {
        let digest = try Digest(parsing: Self.digest)
        let negative = Descriptor(mediaType: "m", digest: digest, size: -5)
        let huge = Descriptor(mediaType: "m", digest: digest, size: .max)
        #expect(negative.size == 0)
        #expect(ImageManifest(config: huge, layers: [huge, negative, huge]).totalSize == .max)
    }
}
