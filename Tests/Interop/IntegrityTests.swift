import Foundation
import TestSupport
import Testing

/// A registry whose layers are not what their digests say.
@Suite struct IntegrityTests {
    private let registry: MisbehavingRegistry
    private let image = SampleImages.single("linux/amd64", layerSize: 300_000)
    private let layer: SampleBlob
    private let resolve: Resolve

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        layer = try #require(image.layers.last)
        resolve = try Resolve()
    }

    private func pull(_ options: String...) throws -> ProgramResult {
        try resolve.run(
            ["pull", registry.reference("team/app:1"), "--platform", "linux/amd64", "-o", "out", "--json"] + options)
    }

    @Test(
        arguments: [
            ("a flipped byte", Fault.flipped(at: 150_000)), ("a complete but short body", .truncated(by: 1)),
            (
                "a complete but short body in chunks",
                .custom("short, chunked") { reply, _ in
                    reply.body.removeLast(1000)
                    reply.framing = .chunked
                }
            ),
            ("a body that is too long", .padded(by: 1)), ("a Content-Length that is too small", .statedLength(299_000)),
            ("a Content-Length that is too large", .statedLength(900_000)), ("an empty body", .replaced([])),
        ] as [(String, Fault)])
    func `bytes that are not the descriptor's end in 5, with nothing under the digest's name`(
        name: String, fault: Fault
    ) throws {
        registry.misbehave(on: .matching("/blobs/" + layer.digest), fault)
        let result = try pull()
        #expect(result.status == 5, "\(name): \(result.errors)")
        #expect(result.output == "")
        #expect(try JQ.query(".error | .code, .exit, .retryable", result.errors) == "integrity\n5\nfalse", "\(name)")
        #expect(result.errors.contains(layer.digest), "\(name)")
        expectNothingFalse()
    }

    @Test func `a config and a manifest with a flipped byte end in 5 too`() throws {
        let config = try #require(image.config)
        for path in ["/blobs/" + config.digest, "/manifests/" + image.digest] {
            registry.misbehave(on: .matching(path), .flipped(at: 20))
        }
        let byConfig = try pull()
        #expect(byConfig.status == 5, "\(byConfig.errors)")
        let reference = "\(registry.reference("team/app"))@\(image.digest)"
        let byManifest = try resolve.run("pull", reference, "--platform", "linux/amd64", "-o", "out")
        #expect(byManifest.status == 5, "\(byManifest.errors)")
        expectNothingFalse()
    }

    @Test(arguments: [Fault.cut(after: 0), .reset(after: 1000), .closedWithoutReply])
    func `a connection that keeps being cut ends in 9, with nothing under the digest's name`(fault: Fault) throws {
        registry.misbehave(on: .matching("/blobs/" + layer.digest), fault)
        let result = try pull("--retries", "2")
        #expect(result.status == 9, "\(fault.name): \(result.errors)")
        #expect(try JQ.query(".error | .code, .exit, .retryable", result.errors) == "network\n9\ntrue")
        #expect(registry.requests(to: .matching("/blobs/" + layer.digest)).count >= 3)
        expectNothingFalse()
    }

    @Test func `a connection that is cut again and again goes on where it stopped as long as bytes come`() throws {
        // Six requests, each of which brings a sixth.
        registry.misbehave(
            on: .matching("/blobs/" + layer.digest),
            .custom("a sixth") { reply, request in
                let start = request.range?.split(whereSeparator: { "=-".contains($0) }).dropFirst().first
                reply.pace.cutAfter = (start.flatMap { Int($0) } ?? 0) + 55_000
            })
        let result = try pull("--retries", "6")
        #expect(result.status == 0, "\(result.errors)")
        #expect(resolve.layout("out").holdsExactly(image))
        let ranges = registry.requests(to: .matching("/blobs/" + layer.digest)).dropFirst().map(\.range)
        #expect(!ranges.isEmpty && !ranges.contains(nil))
    }

    @Test func `after a refused layer a run against the mended registry completes`() throws {
        registry.misbehave(on: .matching("/blobs/" + layer.digest), .flipped(at: 299_999))
        #expect(try pull().status == 5)
        registry.behave()
        let again = try pull()
        #expect(again.status == 0, "\(again.errors)")
        #expect(resolve.layout("out").holdsExactly(image))
    }

    private func expectNothingFalse() {
        let layout = resolve.layout("out")
        #expect(layout.blobs[layer.digest] == nil)
        #expect(layout.falseNames == [])
        #expect(!layout.index.contains(image.digest))
    }
}
