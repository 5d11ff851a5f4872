import Foundation
import ImageResolver
import TestSupport
import Testing

/// The plan of a pull, compared with the pull itself.
struct PlanTests {
    private let image = SampleImages.sixPlatforms()

    private func images(_ plan: PlannedPull) -> [PlannedImage] {
        plan.outcomes.flatMap { outcome -> [PlannedImage] in if case .done(let images) = outcome { images } else { [] }
        }
    }

    /// Plans and pulls the requests, and expects that the pull does what the plan says.
    @discardableResult
    private func expectAgreement(
        _ scene: Scene, _ requests: [PullRequest], to output: PullOutput, _ location: SourceLocation = #_sourceLocation
    ) async throws -> PlannedPull {
        let plan = try await scene.resolver().plan(requests, to: output)
        let planned = images(plan)
        scene.registry.clearLog()
        let outcomes = try await scene.resolver().pull(requests, to: output, keepsGoing: false)
        let pulled = outcomes.flatMap { outcome -> [PulledImage] in
            if case .done(let images) = outcome { images } else { [] }
        }
        #expect(planned.map(\.digest) == pulled.map(\.digest), sourceLocation: location)
        let (costs, results) = (planned.map(\.cost), pulled)
        #expect(costs.map(\.download).reduce(0, +) == results.map(\.bytes).reduce(0, +), sourceLocation: location)
        #expect(costs.map(\.resumed).reduce(0, +) == results.map(\.bytesResumed).reduce(0, +), sourceLocation: location)
        #expect(
            costs.map(\.present).reduce(0, +) == results.map(\.bytesFromCache).reduce(0, +), sourceLocation: location)
        scene.registry.waitUntilIdle()
        let sent = scene.registry.log.filter { $0.method == "GET" }.map { Int64($0.bytesSent) }.reduce(0, +)
        #expect(plan.total.download == sent, sourceLocation: location)
        #expect(plan.total.requests == scene.registry.log.count, sourceLocation: location)
        return plan
    }

    private func request(_ scene: Scene, _ name: String = "team/app:1", _ platforms: [String] = []) -> PullRequest {
        PullRequest(image: scene.registry.reference(name), platforms: platforms)
    }

    @Test(arguments: [[], ["linux/amd64", "linux/arm64"], ["all"]])
    func `a plan says what the pull then receives, and requests no layer itself`(platforms: [String]) async throws {
        let scene = try Scene(SampleImages.withAttestations())
        let requests = [request(scene, "team/app:1", platforms)]
        let plan = try await scene.resolver().plan(requests, to: .localStore)
        #expect(images(plan).allSatisfy { $0.layers.allSatisfy { !$0.isPresent } })
        #expect(scene.layerRequests(of: SampleImages.withAttestations()).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: scene.store))
        try await expectAgreement(scene, requests, to: .localStore)
        // Now everything is there.
        let again = try await expectAgreement(scene, requests, to: .localStore)
        #expect(again.total.download == 0 && again.total.disk == 0)
        #expect(images(again).allSatisfy { $0.layers.allSatisfy { $0.isPresent } })
    }

    @Test func `what another platform has brought is present`() async throws {
        let scene = try Scene(image)
        try await scene.pull(["linux/arm64"])
        let plan = try await expectAgreement(scene, [request(scene)], to: .localStore)
        #expect(images(plan).first?.layers.map(\.isPresent) == [true, false])
    }

    @Test func `a blob that images share counts for the first of them`() async throws {
        let scene = try Scene(image)
        let requests = ["linux/amd64", "linux/arm64"].map { request(scene, "team/app:1", [$0]) }
        let plan = try await expectAgreement(scene, requests, to: .layout(scene.folder.file("out")))
        let shared = images(plan).map { $0.layers.map(\.isShared) }
        #expect(shared == [[false, false], [true, false]])
        #expect(images(plan)[1].cost.present == images(plan)[1].layers[0].size)
    }

    @Test func `what the local store has takes no space in a layout on the same disk`() async throws {
        let scene = try Scene(image)
        try await scene.pull()
        let plan = try await expectAgreement(scene, [request(scene)], to: .layout(scene.folder.file("out")))
        let documents = image.child(0).root.size + (image.child(0).config?.size ?? 0)
        #expect(plan.total.disk == Int64(documents))
    }

    @Test func `what an interrupted pull has left is not counted again`() async throws {
        let big = SampleImages.single("linux/amd64", layerSize: 3_000_000)
        let scene = try Scene(big)
        scene.registry.misbehave(on: .containing(big.layers[1].digest), hits: 1...1, .cut(after: 2_000_000))
        await #expect(throws: ResolverError.self) { try await scene.pull() }
        scene.registry.behave()
        let plan = try await expectAgreement(scene, [request(scene)], to: .localStore)
        #expect(plan.total.resumed > 1_000_000)
    }

    @Test func `the disk has room for an archive and for what is fetched for it`() async throws {
        let scene = try Scene(image)
        let output = PullOutput.archive(scene.folder.file("a.tar"))
        let plan = try await scene.resolver().plan([request(scene)], to: output)
        _ = try await scene.resolver().pull(request(scene), to: output)
        let size = try Data(contentsOf: URL(fileURLWithPath: scene.folder.file("a.tar"))).count
        let image = image.child(0)
        #expect(plan.total.disk == Int64(size + image.root.size + image.blobs.map(\.size).reduce(0, +)))
    }

    @Test func `an image that cannot be pulled does not end the plan of the others`() async throws {
        let scene = try Scene(image)
        let plan = try await scene.resolver().plan(
            [request(scene, "none:1"), request(scene), request(scene, "team/app:1", ["linux/s390x"])], to: .localStore)
        #expect(plan.outcomes.map { $0.failure?.kind } == [.notFound, nil, .noMatch])
        #expect(images(plan).map { "\($0.digest)" } == [image.child(0).digest])
        #expect(images(plan).first?.source == scene.registry.authority)
    }
}
