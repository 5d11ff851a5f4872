import Foundation
import TestSupport
import Testing

/// Images that nginx serves, which compresses what it sends.
@Suite struct EncodingInteropTests {
    private let resolve: Resolve
    private let image = SampleImages.single(layerSize: 200_000)

    init() throws {
        resolve = try Resolve()
    }

    // A proxy that compresses for everybody who takes it.
    @Test(.userCase("P10")) func `before docker-registry, nginx is asked not to compress`() throws {
        let registry = try LocalRegistry()
        try registry.push(image, to: "team/app:1")
        let folder = try TemporaryFolder()
        let front = try NginxServer(
            """
            gzip on; gzip_types *; gzip_min_length 1; gzip_proxied any; gzip_vary on;
            \(NginxSettings.passing(to: registry.authority))
            """, in: folder)
        let compressed = try runChecked(
            "curl",
            ["-q", "-s", "-D", "-", "-o", "/dev/null", "-H", "Accept-Encoding: gzip", "-H", "Accept: */*"]
                + ["http://\(front.authority)/v2/team/app/manifests/\(image.digest)"])
        #expect(compressed.output.contains("Content-Encoding: gzip"), "\(compressed.output)")
        let result = try resolve.run("pull", front.reference("team/app:1"), "-o", "out")
        #expect(result.status == 0, "\(result.errors)")
        #expect(resolve.layout("out").holdsExactly(image))
    }

    /// A server of the image's files, of which those in `compressed` are sent as gzip to everybody.
    private func files(compressed: Set<String>) throws -> NginxServer {
        let folder = try TemporaryFolder()
        let base = "root/v2/team/app/"
        for directory in ["manifests", "blobs"] {
            try FileManager.default.createDirectory(
                atPath: folder.file(base + directory), withIntermediateDirectories: true)
        }
        let documents = [("manifests/1", image.root), ("manifests/" + image.digest, image.root)]
        for (name, blob) in documents + image.blobs.map({ ("blobs/" + $0.digest, $0) }) {
            let file = try folder.write(base + name, blob.bytes)
            if compressed.contains(blob.digest) { try runChecked("gzip", ["-n", file]) }
        }
        return try NginxServer(
            """
            root root; gzip_static always; default_type application/octet-stream;
            location = /v2/ { return 200; }
            location ~ /manifests/ { default_type \(image.root.mediaType); }
            """, in: folder)
    }

    @Test(.userCase("P10")) func `documents that nginx compresses unasked are decoded`() throws {
        let server = try files(compressed: [image.digest, image.blobs[0].digest])
        for command in [["digest"], ["pull", "-q", "-o", "out"]] {
            let result = try resolve.run(command + [server.reference("team/app:1")])
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output.contains(image.digest))
        }
        #expect(resolve.layout("out").holdsExactly(image))
    }

    @Test(.userCase("P10")) func `a layer that nginx compresses unasked is named`() throws {
        let layer = image.layers[1]
        let server = try files(compressed: [layer.digest])
        let result = try resolve.run("pull", server.reference("team/app:1"), "-o", "out")
        #expect(result.status == 5, "\(result.errors)")
        let sentence = "blob \(layer.digest): the server sent the content with Content-Encoding 'gzip'"
        #expect(result.errors.contains(sentence), "\(result.errors)")
    }
}
