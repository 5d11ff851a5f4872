import Foundation
import TestSupport
import Testing

/// The images that tests are made of are real ones.
struct SampleImageTests {
    @Test func `skopeo and umoci read a written layout`() throws {
        let folder = try TemporaryFolder()
        let layout = try SampleImages.single().writeLayout(to: folder, tag: "one")
        let raw = try runChecked("skopeo", ["inspect", "--raw", "oci:\(layout):one"])
        #expect(raw.stdout == SampleImages.single().root.bytes)
        try runChecked("umoci", ["unpack", "--rootless", "--image", "\(layout):one", folder.file("bundle")])
        let platform = try folder.read("bundle/rootfs/platform")
        #expect(String(decoding: platform, as: UTF8.self) == "linux/amd64\n")
    }

    @Test func `gzip and tar read a layer`() throws {
        let files: [LayerFile] = [.file("a", "hello"), .random("b", size: 200_000), .symbolicLink("c", to: "a")]
        let layer = ImageBuilder().layer(files)
        let names = try runChecked("tar", ["tzf", "-"], stdin: layer.blob.bytes).output
        #expect(names == "a\nb\nc\n")
        let tar = try runChecked("gzip", ["-dc"], stdin: layer.blob.bytes).stdout
        #expect(SampleDigest.sha256(of: tar) == layer.diffID)
    }

    // FIPS 180-4 example: "abc".
    @Test func `digests are those of the standard's example`() {
        let abc = Array("abc".utf8)
        #expect(SampleDigest.sha256(of: abc).hasPrefix("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9c"))
        #expect(SampleDigest.sha512.text(of: abc).hasPrefix("sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea2"))
    }

    @Test func `the same image has the same digest, and every sample holds what its root names`() {
        #expect(SampleImages.sixPlatforms().digest == SampleImages.sixPlatforms().digest)
        #expect(SampleImages.sixPlatforms().manifests.count == 7)
        #expect(SampleImages.sixPlatforms().blobs.count == 13)
        #expect(SampleImages.withAttestations().children.count == 12)
        #expect(SampleImages.nested(depth: 2).child(0, 0, 1).platform == "linux/arm64")
        #expect(SampleImages.manyLayers(3, size: 10).layers.count == 3)
        #expect(SampleImages.single(layerSize: 1000).layers.last?.size == 2560)
    }

    @Test func `an image can be named by SHA-512 throughout`() {
        let builder = ImageBuilder(algorithm: .sha512)
        let image = builder.image("linux/amd64", layers: [builder.layer([.file("a", "b")])])
        #expect((image.manifests + image.blobs).map { $0.digest.prefix(7) } == ["sha512:", "sha512:", "sha512:"])
    }

    @Test func `a local registry takes images of both families, digests unchanged`() throws {
        let registry = try LocalRegistry()
        for format in SampleFormat.allCases {
            let image = SampleImages.sixPlatforms(format: format)
            try registry.push(image, to: "team/app:\(format.rawValue)")
            let url = "http://\(registry.authority)/v2/team/app/manifests/\(format.rawValue)"
            let seen = try Curl(url, "-H", "Accept: \(image.root.mediaType)")
            #expect(seen.body == image.root.bytes)
        }
        let last = try #require(registry.requests.last)
        #expect((last.method, last.target, last.status) == ("GET", "/v2/team/app/manifests/oci", 200))
    }
}
