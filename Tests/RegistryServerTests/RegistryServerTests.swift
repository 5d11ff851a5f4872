import Foundation
import ImageModel
import RegistryServer
import TestSupport
import Testing

/// The responses of the server to curl and skopeo on a port of 127.0.0.1.
struct RegistryServerTests {
    @Test func `a client finds its way from the registry to the layer`() async throws {
        let layout = try SmallLayout()
        try await serving(layout) { base in
            #expect(try await HTTPAnswer.get(base + "/v2/").status == 200)
            let tag = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/1")
            #expect(tag.status == 200)
            #expect(tag.headers["content-type"] == MediaType.ociIndex)
            #expect(tag.headers["docker-content-digest"] == "\(layout.index)")
            let bytes = try layout.bytes("blobs/sha256/\(layout.index.hex)")
            #expect(tag.body == bytes)
            let byDigest = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/\(layout.index)")
            #expect(byDigest.body == tag.body)
            let layer = try await HTTPAnswer.get(base + "/v2/demo/app/blobs/\(layout.layer)")
            #expect(layer.body == SmallLayout.layerBytes)
            #expect(layer.headers["docker-content-digest"] == "\(layout.layer)")
            #expect(layer.headers["content-length"] == "1000")
        }
    }

    @Test func `the media type of a manifest comes from the manifest itself`() async throws {
        let layout = try SmallLayout()
        try await serving(layout) { base in
            let oci = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/\(layout.manifest)")
            let docker = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/\(layout.dockerManifest)")
            #expect(oci.headers["content-type"] == MediaType.ociManifest)
            #expect(docker.headers["content-type"] == MediaType.dockerManifest)
        }
    }

    @Test func `HEAD has the headers of GET and no body`() async throws {
        let layout = try SmallLayout()
        try await serving(layout) { base in
            for path in ["manifests/1", "manifests/\(layout.manifest)", "blobs/\(layout.layer)", "manifests/none"] {
                let get = try await HTTPAnswer.get(base + "/v2/demo/app/" + path)
                let head = try await HTTPAnswer.get(base + "/v2/demo/app/" + path, ["-I"])
                #expect(head.headers == get.headers)
                #expect(head.status == get.status)
                #expect(head.body.isEmpty)
                #expect(head.headers["content-length"] == "\(get.body.count)")
            }
        }
    }

    @Test func `a range of a blob is served, or refused with the size of the blob`() async throws {
        let layout = try SmallLayout()
        try await serving(layout) { base in
            let address = base + "/v2/demo/app/blobs/\(layout.layer)"
            let part = try await HTTPAnswer.get(address, ["-r", "100-299"])
            #expect(part.status == 206)
            #expect(part.headers["content-range"] == "bytes 100-299/1000")
            #expect(part.body == Array(SmallLayout.layerBytes[100..<300]))
            let rest = try await HTTPAnswer.get(address, ["-r", "990-"])
            #expect(rest.body == Array(SmallLayout.layerBytes[990...]))
            let beyond = try await HTTPAnswer.get(address, ["-r", "1000-"])
            #expect(beyond.status == 416)
            #expect(beyond.headers["content-range"] == "bytes */1000")
            let head = try await HTTPAnswer.get(address, ["-I", "-r", "0-1"])
            #expect(head.status == 200)
            #expect(head.headers["content-length"] == "1000")
        }
    }

    @Test(arguments: [
        ("/v2/other/manifests/1", 404, "NAME_UNKNOWN"), ("/v2/demo/app/manifests/2", 404, "MANIFEST_UNKNOWN"),
        (
            "/v2/demo/app/blobs/sha256:0000000000000000000000000000000000000000000000000000000000000000", 404,
            "BLOB_UNKNOWN"
        ),
        (
            "/v2/demo/app/manifests/sha256:0000000000000000000000000000000000000000000000000000000000000000", 404,
            "MANIFEST_UNKNOWN"
        ),
        ("/v2/demo/app/blobs/sha256:00", 400, "DIGEST_INVALID"), ("/v2/Demo/manifests/1", 400, "NAME_INVALID"),
        ("/v2/demo/app/blobs/..%2f..%2findex.json", 400, "DIGEST_INVALID"),
        ("/v2/demo/app/blobs/../../index.json", 404, "UNSUPPORTED"), ("/../../etc/passwd", 404, "UNSUPPORTED"),
        ("/v2/_catalog", 404, "UNSUPPORTED"),
    ])
    func `a missing resource is refused with the error code of the specification`(
        path: String, status: Int, code: String
    ) async throws {
        try await serving(try SmallLayout()) { base in
            let answer = try await HTTPAnswer.get(base + path)
            #expect(answer.status == status)
            #expect(answer.headers["content-type"] == "application/json")
            #expect(answer.text.hasPrefix(#"{"errors":[{"code":"\#(code)","message":""#))
        }
    }

    /// Replaces a part of the layout by a link to a copy of it outside.
    @Test(arguments: ["blobs", "blobs/sha256", nil])
    func `a link out of the layout is not followed`(folder: String?) async throws {
        let (layout, outside) = (try SmallLayout(), try TemporaryFolder())
        let name = folder ?? "blobs/sha256/\(layout.layer.hex)"
        try FileManager.default.moveItem(atPath: layout.folder.file(name), toPath: outside.file("moved"))
        try FileManager.default.createSymbolicLink(
            atPath: layout.folder.file(name), withDestinationPath: outside.file("moved"))
        try await serving(layout) { base in
            for options in [[], ["-I"], ["-r", "0-9"]] {
                let blob = try await HTTPAnswer.get(base + "/v2/demo/app/blobs/\(layout.layer)", options)
                #expect(blob.status == 404)
            }
            let manifest = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/\(layout.manifest)")
            #expect(manifest.status == (folder == nil ? 200 : 404))
        }
    }

    @Test func `an index that is a link is refused by name`() async throws {
        let (layout, outside) = (try SmallLayout(), try TemporaryFolder())
        let path = layout.folder.file("index.json")
        try FileManager.default.moveItem(atPath: path, toPath: outside.file("moved"))
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: outside.file("moved"))
        await #expect(
            throws: ServerError.unreadable(file: path, reason: "it is a symbolic link or not a regular file")
        ) {
            try await serving(layout) { _ in }
        }
    }

    @Test func `the folder of the layout may be named by a link`() async throws {
        let (layout, other) = (try SmallLayout(), try TemporaryFolder())
        try FileManager.default.createSymbolicLink(
            atPath: other.file("link"), withDestinationPath: layout.folder.path)
        let server = RegistryServer(layout: other.file("link"), repository: nil, port: 0)
        let running = try await server.start()
        let blob = try await HTTPAnswer.get("http://127.0.0.1:\(running.port)/v2/demo/app/blobs/\(layout.layer)")
        await running.stop()
        #expect(blob.body == SmallLayout.layerBytes)
    }

    @Test func `a blob of another size than its descriptor states is not served`() async throws {
        let layout = try SmallLayout()
        try await serving(layout) { base in
            _ = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/\(layout.manifest)")
            let blob = base + "/v2/demo/app/blobs/\(layout.layer)"
            #expect(try await HTTPAnswer.get(blob).status == 200)
            try Data("other bytes".utf8).write(to: URL(fileURLWithPath: layout.path(layout.layer)))
            #expect(try await HTTPAnswer.get(blob).status == 404)
            try Data("{\"schemaVersion\":2}".utf8).write(to: URL(fileURLWithPath: layout.path(layout.index)))
            #expect(try await HTTPAnswer.get(base + "/v2/demo/app/manifests/1").status == 404)
        }
    }

    @Test func `a layer is not a manifest`() async throws {
        let layout = try SmallLayout()
        try await serving(layout) { base in
            let answer = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/\(layout.layer)")
            #expect(answer.status == 404)
        }
    }

    @Test(arguments: [["-X", "PUT"], ["-X", "DELETE"], ["-d", "body"], ["-T", "/proc/version"], ["-X", "OPTIONS"]])
    func `a method that changes something is refused`(options: [String]) async throws {
        try await serving(try SmallLayout()) { base in
            let answer = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/1", options + ["-H", "Expect:"])
            #expect(answer.status == 405)
            #expect(answer.headers["allow"] == "GET, HEAD")
            #expect(answer.text.contains(#""code":"UNSUPPORTED""#))
        }
    }

    @Test func `pages of tags link to each other`() async throws {
        let names = ["b", "c", "a", "B"].map { ["org.opencontainers.image.ref.name": "x.example/app:\($0)"] }
        try await serving(try SmallLayout(names: names)) { base in
            #expect(
                try await HTTPAnswer.get(base + "/v2/app/tags/list").text == #"{"name":"app","tags":["B","a","b","c"]}"#
            )
            let first = try await HTTPAnswer.get(base + "/v2/app/tags/list?n=2")
            #expect(first.text == #"{"name":"app","tags":["B","a"]}"#)
            #expect(first.headers["link"] == #"</v2/app/tags/list?n=2&last=a>; rel="next""#)
            let second = try await HTTPAnswer.get(base + "/v2/app/tags/list?n=2&last=a")
            #expect(second.text == #"{"name":"app","tags":["b","c"]}"#)
            #expect(second.headers["link"] == nil)
        }
    }

    @Test func `a given repository name replaces that of the layout`() async throws {
        try await serving(try SmallLayout(), repository: "mine/too") { base in
            let own = try await HTTPAnswer.get(base + "/v2/mine/too/manifests/1")
            let former = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/1")
            #expect(own.status == 200)
            #expect(former.status == 404)
        }
    }

    @Test func `a changed index is read again, a broken one is ignored`() async throws {
        let layout = try SmallLayout()
        try await serving(layout) { base in
            #expect(try await HTTPAnswer.get(base + "/v2/demo/app/manifests/2").status == 404)
            try layout.list([try layout.entry(MediaType.ociIndex, layout.index, named: "docker.io/demo/app:2")])
            #expect(try await HTTPAnswer.get(base + "/v2/demo/app/manifests/2").status == 200)
            #expect(try await HTTPAnswer.get(base + "/v2/demo/app/manifests/1").status == 404)
            try layout.folder.write("index.json", "{")
            #expect(try await HTTPAnswer.get(base + "/v2/demo/app/manifests/2").status == 200)
        }
    }

    @Test func `a generated index is also served by its digest`() async throws {
        let layout = try SmallLayout()
        try layout.list([
            try layout.entry(MediaType.ociManifest, layout.manifest, named: "docker.io/demo/app:1"),
            try layout.entry(MediaType.dockerManifest, layout.dockerManifest, named: "docker.io/demo/app:1"),
        ])
        try await serving(layout) { base in
            let tag = try await HTTPAnswer.get(base + "/v2/demo/app/manifests/1")
            let digest = try #require(tag.headers["docker-content-digest"])
            #expect(tag.headers["content-type"] == MediaType.ociIndex)
            #expect(try await HTTPAnswer.get(base + "/v2/demo/app/manifests/\(digest)").body == tag.body)
        }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/skopeo"), "skopeo is not installed"))
    func `skopeo reads an image`() async throws {
        let layout = try SmallLayout()
        try await serving(layout) { base in
            let address = base.replacingOccurrences(of: "http:", with: "docker:") + "/demo/app:1"
            let run = try await Program.run(
                "/usr/bin/skopeo", ["--command-timeout", "50s", "inspect", "--raw", "--tls-verify=false", address])
            #expect(run.status == 0, "\(run.errors)")
            let bytes = try layout.bytes("blobs/sha256/\(layout.index.hex)")
            #expect(run.stdout == bytes)
            let copy = layout.folder.file("copy")
            let copied = try await Program.run(
                "/usr/bin/skopeo",
                [
                    "--command-timeout", "50s", "--insecure-policy", "copy", "--all", "--src-tls-verify=false", address,
                    "dir:" + copy,
                ]
            )
            #expect(copied.status == 0, "\(copied.errors)")
            #expect(try layout.bytes("copy/\(layout.layer.hex)") == SmallLayout.layerBytes)
        }
    }
}
