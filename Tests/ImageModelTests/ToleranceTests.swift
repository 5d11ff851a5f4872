import ImageModel
import PlatformModel
import TestSupport
import Testing

/// Malformed parts of documents that a reader of one image does not fetch.
@Suite struct ToleranceTests {
    private static let digest = "sha256:" + DigestTests.sha256
    private static let sound = #"{"mediaType":"m","digest":"\#(digest)","size":1}"#

    private func index(_ entries: String, tolerating tolerance: ManifestDocument.Tolerance) throws -> ImageIndex? {
        let text = #"{"schemaVersion":2,"manifests":[\#(entries)]}"#
        let document = try ManifestDocument(
            parsing: Array(text.utf8), contentType: nil, tolerating: tolerance)
        guard case .index(let index) = document else { return nil }
        return index
    }

    // image-spec#1240 registers BLAKE3.
    @Test(
        .userCase("P8", "L32"),
        arguments: [
            (#""mediaType":"m","size":1,"digest":"blake3:\#(DigestTests.sha256)""#, "uses the algorithm 'blake3'"),
            (#""mediaType":"m","size":1,"digest":"sha256:ab""#, "has 2 hexadecimal digits, not 64"),
            (#""mediaType":"m","size":1,"digest":"""#, "has no ':'"), (#""mediaType":"m","size":1"#, "has no 'digest'"),
            (#""mediaType":"m","digest":"\#(digest)""#, "has no 'size'"),
            (#""mediaType":"m","digest":"\#(digest)","size":-1"#, "size -1 is negative"),
            (#""mediaType":"m","digest":"\#(digest)","size":"1""#, "size '1' is not a number"),
            (#""mediaType":"m","digest":"\#(digest)","size":0.5"#, "is not a whole number"),
            (#""mediaType":"m","digest":"\#(digest)","size":1,"data":"*""#, "data is not base64"),
            (#""digest":"\#(digest)","size":1"#, "has no 'mediaType'"),
        ])
    func `a malformed entry is kept beside the others with its flaw, or refused with its position`(
        fields: String, flaw: String
    ) throws {
        let platform = #""platform":{"os":"linux","architecture":"arm64"}"#
        let entries = "\(Self.sound),{\(fields),\(platform)},\(Self.sound)"
        let index = try #require(try index(entries, tolerating: .unfetched))
        #expect(index.manifests.count == 2)
        let malformed = try #require(index.malformed.first)
        #expect(index.malformed.count == 1 && malformed.step == 1)
        #expect(malformed.platform?.short == "linux/arm64")
        #expect(malformed.flaw.description.hasPrefix("manifests[1]: "))
        #expect(malformed.flaw.description.contains(flaw))
        let positions = index.entries.map { entry in
            if case .sound = entry { "sound" } else { "malformed" }
        }
        #expect(positions == ["sound", "malformed", "sound"])
        #expect(throws: malformed.flaw) { try self.index(entries, tolerating: .nothing) }
    }

    @Test(
        arguments: [
            (
                #"{"mediaType":"m","size":1,"digest":5,"platform":{"os":"linux","architecture":"arm64"}}"#,
                "'digest' is not a string", "linux/arm64"
            ),
            (
                #"{"mediaType":"m","size":1,"digest":"\#(digest)","platform":"linux/amd64"}"#,
                "'platform' is not an object", nil
            ),
            (
                #"{"mediaType":"m","size":1,"digest":"\#(digest)","platform":{"os":5}}"#,
                "'platform.os' is not a string", nil
            ),
            (
                #"{"mediaType":"m","size":1,"digest":"\#(digest)","platform":{"os":"linux","os.features":"x"}}"#,
                "'platform.os.features' is not a list", nil
            ),
            (
                #"{"mediaType":"m","size":1,"digest":"\#(digest)","annotations":{"b":7}}"#,
                "'annotations.b' is not a string", nil
            ),
            (#"{"mediaType":["m"],"size":1,"digest":"\#(digest)"}"#, "'mediaType' is not a string", nil),
            ("null", "entry is not an object", nil), ("5", "entry is not an object", nil),
            ("[]", "entry is not an object", nil), (#""x""#, "entry is not an object", nil),
        ] as [(String, String, String?)])
    func `an entry with a value of another type is malformed alone`(
        entry: String, flaw: String, platform: String?
    ) throws {
        let entries = "\(Self.sound),\(entry),\(Self.sound)"
        let index = try #require(try index(entries, tolerating: .unfetched))
        #expect(index.manifests.count == 2)
        let malformed = try #require(index.malformed.first)
        #expect(index.malformed.count == 1 && malformed.step == 1)
        #expect(malformed.platform?.short == platform)
        #expect(malformed.flaw.description == "manifests[1]: " + flaw)
        #expect(Candidate(malformed).content == .malformed(flaw))
        #expect(throws: malformed.flaw) { try self.index(entries, tolerating: .nothing) }
    }

    @Test(arguments: ["x", "xx", "x.", ".x", "x.x", "..xx..x", "", "."])
    func `entries keep their order`(pattern: String) throws {
        let entries = pattern.map { $0 == "x" ? "{}" : Self.sound }.joined(separator: ",")
        let index = try #require(try index(entries, tolerating: .unfetched))
        let found = index.entries.map { entry in
            if case .sound = entry { "." } else { "x" }
        }
        #expect(found.joined() == pattern)
    }

    @Test func `an index of too many malformed entries is refused`() throws {
        func entries(_ count: Int) -> String { Array(repeating: "{}", count: count).joined(separator: ",") }
        #expect(try index(entries(64), tolerating: .unfetched)?.malformed.count == 64)
        #expect(throws: ManifestError.missing(field: "mediaType", position: "manifests[0]")) {
            try index(entries(65), tolerating: .unfetched)
        }
    }

    @Test(.userCase("P8"))
    func `a malformed subject is left out of a manifest, but a malformed config or layer is refused`() throws {
        func manifest(config: String, layer: String, subject: String) throws -> ManifestDocument {
            let text =
                #"{"schemaVersion":2,"config":\#(config),"layers":[\#(layer)],"subject":\#(subject)}"#
            return try ManifestDocument(parsing: Array(text.utf8), contentType: nil, tolerating: .unfetched)
        }
        let odd = #"{"mediaType":"m","digest":"blake3:\#(DigestTests.sha256)","size":1}"#
        guard case .manifest(let read) = try manifest(config: Self.sound, layer: Self.sound, subject: odd) else {
            Issue.record("it is a manifest")
            return
        }
        #expect(read.subject == nil && read.layers.count == 1)
        #expect(throws: ManifestError.self) { try manifest(config: odd, layer: Self.sound, subject: Self.sound) }
        #expect(throws: ManifestError.self) { try manifest(config: Self.sound, layer: odd, subject: Self.sound) }
    }

    // moby#48361.
    @Test(
        .userCase("P7"),
        arguments: [
            (MediaType.ociConfig, true, false), (MediaType.dockerConfig, true, false), ("", false, true),
            ("application/json", false, true), ("application/octet-stream", false, true),
            ("Application/JSON; charset=utf-8", false, true), (MediaType.ociEmpty, false, false),
            ("application/vnd.cncf.helm.config.v1+json", false, false),
        ])
    func `a config of an unspecific type has to be read`(type: String, isImage: Bool, byConfig: Bool) throws {
        let config = #"{"mediaType":"\#(type)","digest":"\#(Self.digest)","size":1}"#
        for (field, isArtifact) in [("", false), (#","artifactType":"a/b""#, true)] {
            let text = #"{"schemaVersion":2,"config":\#(config),"layers":[]\#(field)}"#
            guard case .manifest(let read) = try ManifestDocument(parsing: Array(text.utf8), contentType: nil) else {
                Issue.record("it is a manifest")
                continue
            }
            #expect(read.config.mediaType == type)
            #expect(read.isImage == isImage)
            #expect(read.isImageByConfig == (byConfig && !isArtifact))
        }
    }

    @Test(
        .userCase("P7"),
        arguments: [
            (#"{"os":"linux","architecture":"arm64"}"#, true), (#"{"architecture":"arm64"}"#, false), ("{}", false),
            (#"{"os":"linux"}"#, false), (#"{"rootfs":{"type":"layers","diff_ids":[]}}"#, false),
            (#"{"rootfs":{"type":"layers","diff_ids":["\#(digest)"]}}"#, true), (#"{"name":"chart"}"#, false),
        ])
    func `the config of an image states a platform or lists layers`(text: String, expected: Bool) throws {
        #expect(try ImageConfig(parsing: Array(text.utf8)).describesImage == expected)
    }
}
