import ImageModel
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

    @Test func `a list is a table with each attestation under what it attests`() throws {
        let index = ImageIndex(
            manifests: try Samples.descriptors(), annotations: ["org.example.title": "an app\u{1B}[31m"])
        try Golden.expect(try rendering("{}", .index(index)).lines(), "inspect/index.txt")
    }

    @Test func `an attestation of something that is not in the list stands by itself, and none is lost`() throws {
        let odd = [
            try Samples.descriptor("1", nil, attests: try Samples.digest("9")),
            try Samples.descriptor("2", nil, attests: try Samples.digest("2")),
            try Samples.descriptor("3", nil, attests: try Samples.digest("4")),
            try Samples.descriptor("4", nil, attests: try Samples.digest("3")),
        ]
        // A heading and a line an entry.
        #expect(IndexRendering(ImageIndex(manifests: odd)).lines.count == 5)
    }

    @Test func `a manifest is its config, its layers and their sum`() throws {
        let layer = Descriptor(
            mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest: try Samples.digest("c"), size: 3_400_000)
        let config = Descriptor(mediaType: MediaType.ociConfig, digest: try Samples.digest("b"), size: 600)
        let manifest = ImageManifest(config: config, layers: [layer, layer], annotations: ["b": "2", "a": "1"])
        try Golden.expect(try rendering("{}", .manifest(manifest)).lines(), "inspect/manifest.txt")
    }

    @Test func `the JSON of a document is the document with what was resolved beside its keys`() throws {
        let json = #"{"schemaVersion":2,"mediaType":"x\u001b","manifests":[{"size":9007199254740993}],"resolved":1}"#
        try Golden.expect([try rendering(json, nil).json().pretty], "inspect/document.json")
    }

    @Test func `a config is shown by its own keys`() throws {
        let lines = try rendering(#"{"os":"linux","architecture":"arm"}"#, nil).lines()
        #expect(lines == ["{\n  \"architecture\": \"arm\",\n  \"os\": \"linux\"\n}"])
    }

    @Test func `a document that is no object has no JSON to add to`() throws {
        #expect(throws: JSONReadingError.notAnObject) { try rendering("[1]", nil).json() }
        #expect(throws: JSONReadingError.notJSON) { try rendering("<html>", nil).json() }
    }

    @Test func `sizes that overflow are summed all the same`() throws {
        let layer = Descriptor(mediaType: "x", digest: try Samples.digest("c"), size: .max)
        let manifest = ImageManifest(config: layer, layers: [layer, layer])
        #expect(ManifestRendering(manifest).lines.contains("2 layers, 7.9 EiB"))
    }
}
