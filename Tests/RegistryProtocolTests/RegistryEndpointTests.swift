import ImageModel
import MirrorModel
import Testing

@testable import RegistryProtocol

struct RegistryEndpointTests {
    private let digest = "sha256:" + String(repeating: "a", count: 64)

    @Test(arguments: [
        (
            "alpine", WebScheme.https, "https://registry-1.docker.io/v2/library/alpine/manifests/x",
            "repository:library/alpine:pull"
        ),
        ("ghcr.io/a/b", .https, "https://ghcr.io/v2/a/b/manifests/x", "repository:a/b:pull"),
        ("127.0.0.1:5000/a", .http, "http://127.0.0.1:5000/v2/a/manifests/x", "repository:a:pull"),
        ("[::1]:5000/a", .http, "http://[::1]:5000/v2/a/manifests/x", "repository:a:pull"),
    ])
    func `a registry's addresses follow from the reference`(
        text: String, scheme: WebScheme, manifest: String, scope: String
    ) throws {
        let endpoint = RegistryEndpoint(try Plans.plan(text).endpoints[0], scheme: scheme)
        #expect(endpoint.manifest("x").absoluteText == manifest)
        #expect(endpoint.pullScope == scope)
    }

    @Test func `blobs and tags have their own addresses`() throws {
        let endpoint = RegistryEndpoint(try Plans.plan("r.example/a/b:1").endpoints[0])
        let root = "https://r.example/v2/a/b"
        #expect(try endpoint.blob(Digest(parsing: digest)).absoluteText == "\(root)/blobs/\(digest)")
        #expect(endpoint.manifest(digest).absoluteText == "\(root)/manifests/\(digest)")
        #expect(endpoint.tags().absoluteText == "\(root)/tags/list")
        #expect(endpoint.tags(count: 100, after: "1.0+x").absoluteText == "\(root)/tags/list?n=100&last=1.0%2Bx")
        #expect(endpoint.name == "r.example")
    }

    // Distribution-spec, "Registry Proxying": `ns` goes to mirrors only.
    @Test func `a mirror receives the name of the registry, and the registry itself does not`() throws {
        let plan = try Plans.plan("alpine", MirrorOptions(mirrors: ["http://10.0.0.1:5000/proxy/v2/"]))
        let endpoints = plan.endpoints.map { RegistryEndpoint($0) }
        let expected = [
            "http://10.0.0.1:5000/proxy/v2/library/alpine/manifests/latest?ns=docker.io",
            "https://registry-1.docker.io/v2/library/alpine/manifests/latest",
        ]
        #expect(endpoints.map { $0.manifest("latest").absoluteText } == expected)
        #expect(endpoints.map(\.name) == ["10.0.0.1:5000", "docker.io"])
    }

    @Test func `the head of a manifest is usable when it has a digest`() throws {
        let good: HTTPHeaders = [
            "Docker-Content-Digest": digest, "Content-Type": "application/vnd.oci.image.index.v1+json; x",
            "Content-Length": "12",
        ]
        let head = try #require(ManifestHead(HTTPHead(status: 200, headers: good)))
        #expect(head.digest.description == digest)
        #expect(head.mediaType == MediaType.ociIndex)
        #expect(head.size == 12)
        #expect(ManifestHead(HTTPHead(status: 404, headers: good)) == nil)
        #expect(ManifestHead(HTTPHead(status: 200)) == nil)
        #expect(ManifestHead(HTTPHead(status: 200, headers: ["Docker-Content-Digest": "sha256:1"])) == nil)
    }
}
