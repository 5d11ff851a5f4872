import ImageModel
import ImageResolver
import PlatformModel
import TestSupport
import Testing

@testable import CommandRendering

struct InspectRenderingTests {
    private func rendering(_ json: String, _ document: ManifestDocument?) throws -> InspectRendering {
        InspectRendering(
            image: "registry.example/team/app:1",
            descriptor: Descriptor(mediaType: MediaType.ociIndex, digest: try Samples.digest("a"), size: 2_048),
            bytes: Array(json.utf8), document: document)
    }

    @Test func `an index is a table with each attestation below its image`() throws {
        let index = ImageIndex(
            manifests: try Samples.descriptors(), annotations: ["org.example.title": "an app\u{1B}[31m"])
        try Golden.expect(try rendering("{}", .index(index)).lines(), "inspect/index.txt")
    }

    @Test func `an attestation whose subject is not in the index is shown on its own`() throws {
        let odd = [
            try Samples.descriptor("1", nil, attests: try Samples.digest("9")),
            try Samples.descriptor("2", nil, attests: try Samples.digest("2")),
            try Samples.descriptor("3", nil, attests: try Samples.digest("4")),
            try Samples.descriptor("4", nil, attests: try Samples.digest("3")),
        ]
        // A heading and a line an entry.
        #expect(IndexRendering(ImageIndex(manifests: odd)).lines(width: nil).count == 5)
    }

    @Test(.userCase("P8")) func `a malformed entry is shown with its flaw, within the width`() throws {
        let digest = "blake3:" + String(repeating: "ab", count: 32)
        let entries =
            #"{"mediaType":"m","size":1,"digest":"\#(digest)","platform":{"os":"linux","architecture":"arm64"}},{}"#
        let document = try ManifestDocument(
            parsing: Array(#"{"schemaVersion":2,"manifests":[\#(entries)]}"#.utf8), contentType: nil,
            tolerating: .unfetched)
        guard case .index(let index) = document else {
            Issue.record("it is an index")
            return
        }
        let lines = IndexRendering(index).lines(width: nil)
        #expect(lines.count == 3)
        #expect(lines[1].hasPrefix("linux/arm64") && lines[1].contains("  \(digest)  "))
        #expect(lines[1].contains("malformed, manifests[0]: digest '\(digest)' uses the algorithm 'blake3'"))
        #expect(lines[2].hasSuffix("malformed, manifests[1]: has no 'mediaType'"))
        #expect(IndexRendering(index).lines(width: 70).allSatisfy { $0.count <= 70 })
    }

    @Test func `a manifest is shown as its config, its layers and their total`() throws {
        let layer = Descriptor(
            mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: try Samples.digest("c"), size: 3_400_000)
        let config = Descriptor(mediaType: MediaType.ociConfig, digest: try Samples.digest("b"), size: 600)
        let manifest = ImageManifest(config: config, layers: [layer, layer], annotations: ["b": "2", "a": "1"])
        try Golden.expect(try rendering("{}", .manifest(manifest)).lines(), "inspect/manifest.txt")
    }

    @Test(.userCase("N13")) func `on a terminal every line fits the width`() throws {
        let layer = Descriptor(
            mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: try Samples.digest("c"), size: 3_400_000)
        let manifest = ImageManifest(config: layer, layers: [layer])
        let index = ImageIndex(manifests: try Samples.descriptors())
        for document in [ManifestDocument.index(index), .manifest(manifest)] {
            let lines = try rendering("{}", document).lines(width: 79)
            #expect(lines.allSatisfy { $0.count <= 79 }, "\(lines)")
        }
        #expect(try rendering("{}", .index(index)).lines().contains { $0.count > 79 })
    }

    @Test func `the JSON of a document is the document with its descriptor added`() throws {
        let json = #"{"schemaVersion":2,"mediaType":"x\u001b","manifests":[{"size":9007199254740993}],"resolved":1}"#
        try Golden.expect([try rendering(json, nil).json().pretty], "inspect/document.json")
    }

    @Test func `a config is shown as JSON`() throws {
        let lines = try rendering(#"{"os":"linux","architecture":"arm"}"#, nil).lines()
        #expect(lines == ["{\n  \"architecture\": \"arm\",\n  \"os\": \"linux\"\n}"])
    }

    @Test func `a document that is not a JSON object is refused, with the name of the image`() throws {
        for (text, sentence) in [("[1]", "not a JSON object"), ("<html>", "not JSON;")] {
            let error = #expect(throws: ResolverError.self) { try rendering(text, nil).json() }
            #expect(error?.kind == .malformed)
            #expect(error?.image == "registry.example/team/app:1")
            #expect(error?.message.contains(sentence) == true)
        }
    }

    @Test func `a sum of sizes that overflows is limited`() throws {
        let layer = Descriptor(mediaType: "x", digest: try Samples.digest("c"), size: .max)
        let manifest = ImageManifest(config: layer, layers: [layer, layer])
        #expect(ManifestRendering(manifest).lines(width: nil).contains("2 layers, 7.9 EiB"))
    }
}
