import ImageModel
import TestSupport
import Testing

@testable import RegistryServer

struct RequestRouteTests {
    private let hex = String(repeating: "ab", count: 32)

    private func route(_ target: String) throws -> RequestRoute {
        try RequestRoute(try #require(RequestTarget(target)))
    }

    @Test func `each path of the pull interface is known`() throws {
        let digest = try Digest(parsing: "sha256:\(hex)")
        #expect(try route("/v2/") == .base)
        #expect(try route("/v2") == .base)
        #expect(try route("/v2/a/manifests/1.0") == .tag(repository: "a", tag: "1.0", namespace: nil))
        #expect(
            try route("/v2/a/b/manifests/x?ns=docker.io") == .tag(repository: "a/b", tag: "x", namespace: "docker.io")
        )
        #expect(try route("/v2/a/manifests/sha256:\(hex)") == .manifest(repository: "a", digest: digest))
        #expect(try route("/v2/a/manifests/sha256%3A\(hex)") == .manifest(repository: "a", digest: digest))
        #expect(
            try route("/v2/manifests/blobs/blobs/sha256:\(hex)") == .blob(repository: "manifests/blobs", digest: digest)
        )
        #expect(try route("/v2/a/tags/list?n=2&last=b%2Bc") == .tags(repository: "a", count: 2, last: "b+c"))
    }

    @Test(arguments: [
        ("/", "UNSUPPORTED"), ("/v1/", "UNSUPPORTED"), ("/v2/_catalog", "UNSUPPORTED"), ("/v2/a/tags/", "UNSUPPORTED"),
        ("/v2/a/tags/other", "UNSUPPORTED"), ("/v2/a/blobs/uploads/", "UNSUPPORTED"), ("/v2//", "UNSUPPORTED"),
        ("/v2/manifests/x", "UNSUPPORTED"), ("/v2/a/b/c", "UNSUPPORTED"),
        ("/v2/A/manifests/x", "NAME_INVALID"), ("/v2//manifests/x", "NAME_INVALID"),
        ("/v2/../manifests/x", "NAME_INVALID"), ("/v2/a/%2e%2e/manifests/x", "NAME_INVALID"),
        ("/v2/a%2f..%2fb/manifests/x", "NAME_INVALID"), ("/v2/a:b/manifests/x", "NAME_INVALID"),
        ("/v2/a/blobs/x", "DIGEST_INVALID"), ("/v2/a/blobs/sha256:ab", "DIGEST_INVALID"),
        ("/v2/a/blobs/sha256:..%2f..%2fetc", "DIGEST_INVALID"), ("/v2/a/manifests/md5:ab", "DIGEST_INVALID"),
        ("/v2/a/tags/list?n=-1", "PAGINATION_NUMBER_INVALID"), ("/v2/a/tags/list?n=x", "PAGINATION_NUMBER_INVALID"),
    ])
    func `any other path is refused with its reason`(target: String, code: String) throws {
        let error = #expect(throws: ServerError.self) { try route(target) }
        guard case .request(let refusal) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(refusal.code == code)
    }

    @Test(arguments: ["", "v2/", "*", "http://host/v2/", "/%", "/%4", "/%zz", "/%ff", "/v2/?a=%"])
    func `a target that is not a path has no route`(target: String) {
        #expect(RequestTarget(target) == nil)
    }

    @Test func `seeded damage never traps`() throws {
        var random = SeededGenerator.fromEnvironment("request target")
        let seeds = ["/v2/a/manifests/sha256:\(hex)", "/v2/a/b/tags/list?n=2&last=x%2B", "/v2/a/blobs/sha256%3A\(hex)"]
        for _ in 0..<3000 {
            var bytes = Array(seeds[Int.random(in: 0..<seeds.count, using: &random)].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            guard let target = RequestTarget(String(decoding: bytes, as: UTF8.self)) else { continue }
            _ = try? RequestRoute(target)
        }
    }
}
