import ImageModel
import PlatformModel
import TestSupport
import Testing

/// The lock file.
@Suite struct ImageLockTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)
    private static let other = "sha256:" + String(repeating: "b", count: 64)

    private func fixture() throws -> [UInt8] { try Fixtures.bytes("documents/locks/resolve.lock") }

    private func image(
        _ name: String, _ digest: String = Self.digest,
        platforms: [Platform] = [Platform(os: "linux", architecture: "amd64")]
    ) throws -> LockedImage {
        let digest = try Digest(parsing: digest)
        return LockedImage(
            name: try Reference(parsing: name),
            root: Descriptor(mediaType: MediaType.ociIndex, digest: digest, size: 10),
            manifests: platforms.map {
                Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: 5, platform: $0)
            })
    }

    // The fixture was written by Python: json.dumps(lock, indent=2, sort_keys=True) and a line feed.
    @Test func `a lock is printed as it was read, with sorted keys and one value on a line`() throws {
        let bytes = try fixture()
        let lock = try ImageLock(parsing: bytes)
        #expect(String(decoding: lock.encoded(), as: UTF8.self) == String(decoding: bytes, as: UTF8.self))
        #expect(lock.images.map(\.name.repository) == ["library/alpine", "app", "windows/nano"])
        #expect(lock.images.map(\.manifests.count) == [3, 1, 2])
    }

    @Test func `the order of images and manifests does not change the bytes`() throws {
        let platforms = ["amd64", "arm64", "s390x"].map { Platform(os: "linux", architecture: $0) }
        let one = ImageLock([try image("b:1", platforms: platforms), try image("a:2"), try image("a:1")])
        let other = ImageLock([
            try image("a:1"), try image("b:1", platforms: platforms.reversed()), try image("a:2"),
        ])
        #expect(one.encoded() == other.encoded())
        #expect(one == other)
    }

    @Test func `an image replaces the one with its name, and no other`() throws {
        var lock = ImageLock([try image("app:1"), try image("app:2")])
        let former = lock.put(try image("docker.io/library/app:1", Self.other))
        #expect(former?.root.digest.description == Self.digest)
        #expect(lock.images.count == 2)
        #expect(lock[try Reference(parsing: "app:1")]?.root.digest.description == Self.other)
        #expect(lock[try Reference(parsing: "app:2")]?.root.digest.description == Self.digest)
        #expect(lock[try Reference(parsing: "app:3")] == nil)
    }

    @Test func `annotations and addresses of a manifest are not kept`() throws {
        let digest = try Digest(parsing: Self.digest)
        let full = Descriptor(
            mediaType: MediaType.ociManifest, digest: digest, size: 3, artifactType: "x", annotations: ["a": "b"],
            urls: ["https://elsewhere.example"], data: [1, 2, 3])
        let locked = LockedImage(name: try Reference(parsing: "app"), root: full, manifests: [full, full])
        let plain = Descriptor(mediaType: MediaType.ociManifest, digest: digest, size: 3)
        #expect(locked.root == plain)
        #expect(locked.manifests == [plain])
        #expect(locked.contains(digest))
        #expect(!locked.isIndex)
    }

    @Test func `an empty lock is a lock`() throws {
        let lock = ImageLock()
        #expect(String(decoding: lock.encoded(), as: UTF8.self) == "{\n  \"images\": [],\n  \"version\": 1\n}\n")
        #expect(try ImageLock(parsing: lock.encoded()) == lock)
    }

    private static let entry =
        #"{"digest":"\#(digest)","image":"app:1","mediaType":"\#(MediaType.ociIndex)","size":9,"manifests":[\#(manifest)]}"#
    private static let manifest = #"{"digest":"\#(digest)","mediaType":"\#(MediaType.ociManifest)","size":5}"#

    @Test(
        .userCase("K1"),
        arguments: [
            ("", "document is empty"),
            ("[]", "document is not an object"),
            ("{}", "document has no 'version'"),
            (#"{"version":2,"images":[]}"#, "lock has version 2; this program reads version 1"),
            (#"{"version":"1","images":[]}"#, "lock has version '1'; this program reads version 1"),
            (#"{"version":1}"#, "document has no 'images'"),
            (#"{"version":1,"images":{}}"#, "'images' is not a list"),
            (#"{"version":1,"images":[{}]}"#, "images[0]: has no 'image'"),
            (#"{"version":1,"images":[\#(entry),\#(entry)]}"#, "lock has two entries for 'docker.io/library/app:1'"),
            (
                #"{"version":1,"images":[\#(entry.replacing("app:1", with: "app:1@\(other)"))]}"#,
                "lock states \(digest) for 'docker.io/library/app:1@\(other)', which has another digest"
            ),
            (
                #"{"version":1,"images":[\#(entry.replacing("app:1", with: "app:"))]}"#,
                "images[0]: image 'app:' ends in ':' without a tag"
            ),
            (
                #"{"version":1,"images":[\#(entry.replacing(manifest, with: ""))]}"#,
                "images[0]: has no 'manifests'"
            ),
            (
                #"{"version":1,"images":[\#(entry.replacing("image.index", with: "image.config"))]}"#,
                "document has the media type 'application/vnd.oci.image.config.v1+json', not that of a manifest or an index"
            ),
            (
                #"{"version":1,"images":[\#(entry.replacing("\"size\":5", with: "\"size\":-5"))]}"#,
                "images[0].manifests[0]: size -5 is negative"
            ),
            (
                "{\n<<<<<<< HEAD\n  \"images\": [],\n=======\n>>>>>>> main\n}",
                "lock has the marks of a merge conflict from line 2 on; take either side, and lock the images again"
            ),
        ])
    func `a malformed lock is refused with its reason`(text: String, sentence: String) {
        let error = #expect(throws: ManifestError.self) { try ImageLock(parsing: Array(text.utf8)) }
        #expect(error?.description == sentence)
    }

    @Test func `a lone manifest is its own only manifest`() throws {
        let text = #"{"version":1,"images":[\#(Self.entry)]}"#.replacing("image.index", with: "image.manifest")
        #expect(try ImageLock(parsing: Array(text.utf8)).images.first?.isIndex == false)
        let crossed = text.replacing(
            Self.manifest, with: Self.manifest.replacing(Self.digest, with: Self.other))
        #expect(
            throws: ManifestError.lockedOther(try Reference(parsing: "app:1"), digest: try Digest(parsing: Self.other))
        ) {
            try ImageLock(parsing: Array(crossed.utf8))
        }
    }

    @Test func `names are read in full, so a short one and a long one are the same image`() throws {
        let text = #"{"version":1,"images":[\#(Self.entry)]}"#
        let lock = try ImageLock(parsing: Array(text.utf8))
        #expect(lock[try Reference(parsing: "docker.io/library/app:1")] != nil)
    }
}
