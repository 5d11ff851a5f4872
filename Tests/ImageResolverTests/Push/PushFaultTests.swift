import Foundation
import ImageModel
import ImageResolver
import TestSupport
import Testing

/// Pushes with faults.
struct PushFaultTests {
    private let scene: PushScene
    private let image = SampleImages.single(layerSize: 2 << 20)
    private let source: String

    init() throws {
        scene = try PushScene()
        source = "oci-archive:" + (try scene.archive(image.archiveMembers(tag: "x")))
    }

    @Test(arguments: [UploadSettings.Partial.kept, .dropped, .lost])
    func `an interrupted upload is resumed or restarted, as the registry says`(
        partial: UploadSettings.Partial
    ) async throws {
        scene.registry.content.uploadSettings.partial = partial
        scene.registry.cutRequests(on: "/uploads/", method: nil, hits: 3...5, after: 300_000)
        try await scene.push(source, options: { $0.retries = 6 })
        #expect(scene.holds(image))
        #expect(scene.held().tags == ["1": image.digest])
    }

    @Test func `whichever request fails, no tag is set, and the next push completes the image`() async throws {
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
        // Three blobs with at least two writing requests each, and the manifest; reads have fallbacks.
        #expect(failures >= 7)
    }

    @Test(arguments: [
        (Fault.status(401), ResolverError.Kind.credentials), (.status(403), .credentials), (.status(500), .network),
        (.tooManyRequests(retryAfter: "0"), .rateLimited), (.closedWithoutReply, .network),
    ])
    func `a refusal by the registry ends the push with its reason`(
        fault: Fault, kind: ResolverError.Kind
    ) async throws {
        scene.registry.misbehave(on: "/uploads/", fault)
        let error = await #expect(throws: ResolverError.self) { try await scene.push(source) }
        #expect(error?.kind == kind, "\(String(describing: error))")
        #expect(scene.held().tags.isEmpty)
    }
}
