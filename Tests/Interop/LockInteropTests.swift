import Foundation
import TestSupport
import Testing

/// Locks of images at Debian's docker-registry, read by jq, and repairs from it.
@Suite struct LockInteropTests {
    private let registry: LocalRegistry
    private let resolve: Resolve
    private let image = SampleImages.sixPlatforms()

    /// Pushes the image, locks it, and moves its tag.
    init() throws {
        registry = try LocalRegistry()
        resolve = try Resolve()
        for (name, image) in [("old", image), ("new", SampleImages.list(["linux/amd64", "linux/arm64"]))] {
            let layout = try image.writeLayout(to: resolve.home, name: name, tag: "1")
            try resolve.runChecked("push", "-q", "oci:\(layout)", app)
            if name == "old" { try resolve.runChecked("lock", "-q", app) }
        }
    }

    private var app: String { registry.reference("team/app:1") }

    private var tagRequests: Int { registry.requests.count { $0.target.hasSuffix("/manifests/1") } }

    @Test func `the lock is what jq prints of it with sorted keys`() throws {
        let lock = try resolve.home.read("resolve.lock")
        let printed = try runChecked("jq", ["-S", "."], stdin: lock)
        #expect(printed.output == String(decoding: lock, as: UTF8.self))
        let arm = try JQ.query(
            #".images[0].manifests[] | select(.platform.architecture == "arm64").digest"#, printed.output)
        #expect(arm == image.child(1).digest)
    }

    @Test(.userCase("K2")) func `after the tag has moved, the locked image is pulled, and skopeo reads it`() throws {
        let before = tagRequests
        try resolve.runChecked("pull", "-q", "--locked", "--platform", "all", "-o", "oci:out:kept")
        #expect(tagRequests == before)
        let raw = try runChecked("skopeo", ["inspect", "--raw", "oci:\(resolve.home.file("out")):kept"])
        #expect(try JQ.query(".manifests | length", raw.output) == "6")
        let check = try resolve.run("lock", "--check")
        #expect(check.status == 14)
    }

    @Test(.userCase("K5")) func `a damaged image is repaired by digest after its tag has moved`() throws {
        try resolve.runChecked("pull", "-q", "--locked", "--platform", "linux/arm64")
        let home = resolve.home.file(".local/share/resolve/blobs/")
        for blob in [image.child(1).root, image.child(1).layers[1]] {
            let path = home + blob.digest.replacing(":", with: "/")
            try FileManager.default.removeItem(atPath: path)
            try Data(count: blob.size).write(to: URL(fileURLWithPath: path))
        }
        let repaired = try resolve.run("cache", "verify", "--repair")
        #expect(repaired.status == 0, "\(repaired.errors)")
        #expect(repaired.output.split(separator: "\n").count { $0.hasPrefix("repaired  ") } == 2, "\(repaired.output)")
        #expect(try resolve.run("cache", "verify").status == 0)
    }
}
