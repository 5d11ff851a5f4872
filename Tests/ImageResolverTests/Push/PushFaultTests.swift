import Foundation
import ImageModel
import ImageResolver
import TestSupport
import Testing

/// Pushes that something comes between.
struct PushFaultTests {
    private let scene: PushScene
    private let image = SampleImages.single(layerSize: 2 << 20)
    private let source: String

    init() throws {
        scene = try PushScene()
        source = "oci-archive:" + (try scene.archive(image.archiveMembers(tag: "x")))
    }

    @Test(arguments: [UploadSettings.Partial.kept, .dropped, .lost])
    func `a push that is cut goes on, or begins the blob again, as the registry says`(
        partial: UploadSettings.Partial
    ) async throws {
        scene.registry.content.uploadSettings.partial = partial
        scene.registry.cutRequests(on: "/uploads/", method: nil, hits: 3...5, after: 300_000)
        try await scene.push(source, options: { $0.retries = 6 })
        #expect(scene.holds(image))
        #expect(scene.held().tags == ["1": image.digest])
    }

    @Test func `whatever request fails, no tag is left behind, and the next push completes it`() async throws {
        var failures = 0
        for number in 1...20 {
            let scene = try PushScene()
            scene.registry.misbehave(on: "/v2/", hits: number...number, .status(400))
            let isWhole = (try? await scene.push(source)) != nil
            scene.registry.behave()
            #expect(scene.held().tags == (isWhole ? ["1": image.digest] : [:]), "request \(number)")
            guard !isWhole else { continue }
            failures += 1
            try await scene.push(source)
            #expect(scene.holds(image), "request \(number)")
            #expect(scene.held().tags == ["1": image.digest])
        }
        // Three blobs of at least two requests each that write, and the manifest; questions have other answers to fall back on.
        #expect(failures >= 7)
    }

    @Test(arguments: [
        (Fault.status(401), ResolverError.Kind.credentials), (.status(403), .credentials), (.status(500), .network),
        (.tooManyRequests(retryAfter: "0"), .rateLimited), (.closedWithoutReply, .network),
    ])
    func `a registry that does not take it ends the push with its reason`(
        fault: Fault, kind: ResolverError.Kind
    ) async throws {
        scene.registry.misbehave(on: "/uploads/", fault)
        let error = await #expect(throws: ResolverError.self) { try await scene.push(source) }
        #expect(error?.kind == kind, "\(String(describing: error))")
        #expect(scene.held().tags.isEmpty)
    }
}
