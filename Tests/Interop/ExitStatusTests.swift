import Foundation
import TestSupport
import Testing

/// What goes wrong, and the status that scripts see; ResolveCommandTests have the rest.
@Suite struct ExitStatusTests {
    private static let keys = ["code", "exit", "hint", "image", "message", "registry", "retryable"]
    private let registry: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()
    private let resolve: Resolve

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        resolve = try Resolve()
    }

    /// Runs a pull that fails, and checks that the error is one object with the keys of the contract and no more lines.
    private func fails(
        _ status: Int32, code: String, _ arguments: String..., sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> String {
        let result = try resolve.run(arguments + ["--json", "--platform", "linux/amd64"])
        #expect(result.status == status, "\(result.errors)", sourceLocation: sourceLocation)
        #expect(result.output == "", sourceLocation: sourceLocation)
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)", sourceLocation: sourceLocation)
        let kinds = try JQ.query("keys, (.error | .exit, .code)", result.errors)
        #expect(kinds == "[\"error\"]\n\(status)\n\(code)", sourceLocation: sourceLocation)
        let wanted = JSONText.array(Self.keys.map { .string($0) }).text
        #expect(try JQ.query(".error | \(wanted) - keys", result.errors) == "[]", sourceLocation: sourceLocation)
        return result.errors
    }

    @Test func `a repository, a tag, a digest and a blob that are not there end in 6`() throws {
        let absent = "sha256:" + String(repeating: "0", count: 64)
        for name in ["team/none:1", "team/app:none", "team/app@\(absent)"] {
            let error = try fails(6, code: "not-found", "pull", registry.reference(name), "-o", "out")
            #expect(try JQ.query(".error | .image, .registry", error).hasSuffix("\n" + registry.authority))
        }
        let layer = try #require(image.child(0).layers.last)
        registry.content.repositories["team/app"]?.blobs[layer.digest] = nil
        let error = try fails(6, code: "not-found", "pull", registry.reference("team/app:1"), "-o", "out")
        #expect(error.contains(layer.digest))
    }

    @Test func `a registry that asks for an hour's patience ends in 8 at once, and says when to come back`() throws {
        registry.misbehave(on: .matching("/manifests/"), .tooManyRequests(retryAfter: "3600"))
        let result = try resolve.run("pull", registry.reference("team/app:1"), "--platform", "linux/amd64", "-o", "out")
        #expect(result.status == 8)
        #expect(result.errors.contains("3600"), "\(result.errors)")
        #expect(result.seconds < 5)
        #expect(registry.log.count == 1)
        let error = try fails(8, code: "rate-limited", "pull", registry.reference("team/app:1"), "-o", "out")
        #expect(try JQ.query(".error.retryable", error) == "true")
    }

    @Test func `a registry that is not there ends in 9 and names the address`() throws {
        let gone = try MisbehavingRegistry()
        gone.stop()
        let error = try fails(
            9, code: "network", "pull", gone.reference("team/app:1"), "--retries", "0", "-o", "out")
        #expect(error.contains(gone.authority))
    }

    @Test(arguments: ["a file/below", "/proc/resolve-out", "/dev/null"])
    func `a place that cannot be written ends in 10, before any layer is asked for`(place: String) throws {
        try resolve.home.write("a file", "x")
        let error = try fails(10, code: "disk", "pull", registry.reference("team/app:1"), "-o", place)
        #expect(error.contains(place.split(separator: "/").first.map(String.init) ?? place))
        let layer = try #require(image.child(0).layers.last)
        #expect(registry.requests(to: .matching(layer.digest)).isEmpty)
    }

    @Test(.enabled(if: SmallDisk.isPossible))
    func `a disk that is full ends in 10, and nothing is half done`() throws {
        let disk = try SmallDisk(kibibytes: 1024)
        let big = SampleImages.single("linux/amd64", layerSize: 4 << 20)
        registry.add(big, to: "team/big", tags: ["1"])
        let error = try fails(10, code: "disk", "pull", registry.reference("team/big:1"), "-o", disk.path + "/out")
        let layer = try #require(big.layers.last)
        let layout = PulledLayout(path: disk.path + "/out")
        #expect(layout.blobs[layer.digest] == nil)
        #expect(layout.falseNames == [])
        #expect(!layout.index.contains(big.digest))
        #expect(error.localizedCaseInsensitiveContains("space"), "\(error)")
    }

    @Test(arguments: [
        "", ":", "Team/App", "a//b", "registry.example/", "a:b:c", "a@sha256:12", "a@md5:00", "-x/../y", "a b",
        "app:" + String(repeating: "t", count: 129), "https://registry.example/app", "app\u{1B}[31m",
    ])
    func `a name that is malformed ends in 11, and no control character of it is printed`(name: String) throws {
        let result = try resolve.run("pull", "--", name)
        #expect(result.status == 11, "\(result.errors)")
        #expect(result.output == "")
        #expect(!result.stderr.contains(0x1B))
        #expect(result.errors.hasPrefix("resolve: "))
    }

    @Test func `a manifest of schema 1, of another type and one that is a web page end in 11`() throws {
        let schema1 =
            #"{"schemaVersion":1,"name":"team/app","tag":"old","architecture":"amd64","fsLayers":[],"history":[]}"#
        let types = [
            ("old", "application/vnd.docker.distribution.manifest.v1+prettyjws", schema1),
            ("plain", "application/vnd.docker.distribution.manifest.v1+json", schema1),
            ("odd", "application/vnd.oci.image.index.v1+json", "[1,2"),
        ]
        registry.content.heedsAccept = false
        for (tag, mediaType, text) in types {
            registry.add(manifest: Array(text.utf8), mediaType: mediaType, to: "team/app", tag: tag)
            let error = try fails(11, code: "malformed", "pull", registry.reference("team/app:\(tag)"), "-o", "out")
            if tag != "odd" { #expect(error.contains("schema"), "\(error)") }
        }
        registry.misbehave(on: .matching("/manifests/1"), .html)
        let page = try resolve.run("pull", registry.reference("team/app:1"), "--platform", "linux/amd64")
        #expect(page.status == 11)
        #expect(page.errors.contains("web page"), "\(page.errors)")
    }

    @Test func `text from a registry is printed without its control characters`() throws {
        let body = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"\u{1B}]0;title\u{07} \u{202E}no\\u001b[2J\"}]}"
        registry.misbehave(on: .matching("/manifests/"), .status(403, body: body))
        let result = try resolve.run("pull", "-v", registry.reference("team/app:1"), "--platform", "linux/amd64")
        #expect(result.status == 7)
        #expect(!result.stderr.contains(0x1B) && !result.stderr.contains(0x07))
        #expect(!result.errors.unicodeScalars.contains("\u{202E}"))
    }

    @Test func `a reader that goes away before a pull's result is no error, and the image is there`() throws {
        let script = #"{ "$0" pull -q "$1" --platform linux/amd64 -o out; echo $? > status; } | true"#
        let result = try run(
            "sh", ["-c", script, try ResolveBinary.path(), registry.reference("team/app:1")],
            environment: TestEnvironment.clean(home: resolve.home.path), directory: resolve.home.path)
        #expect(result.errors == "")
        #expect(try resolve.home.read("status") == Array("0\n".utf8))
        #expect(resolve.layout("out").holdsExactly(image.child(0)))
    }
}
