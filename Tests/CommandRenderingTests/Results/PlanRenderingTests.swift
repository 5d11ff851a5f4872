import PlatformModel
import Testing

@testable import CommandRendering
@testable import ImageResolver

struct PlanRenderingTests {
    private func plan() throws -> PlannedPull {
        func image(_ number: Int, isShared: Bool, _ cost: PullCost) throws -> PlannedImage {
            PlannedImage(
                image: "registry.example/team/app:\(number)", name: "registry.example/team/app",
                digest: try Samples.digest("2"), index: try Samples.digest("a"),
                platform: Platform(os: "linux", architecture: "amd64"), reason: "exact", source: "registry.example",
                layers: [
                    PlannedImage.Layer(
                        digest: try Samples.digest("b"), size: 50_000_000, mediaType: "layer", isPresent: false,
                        isShared: isShared),
                    PlannedImage.Layer(
                        digest: try Samples.digest("c"), size: 1_000, mediaType: "layer", isPresent: true,
                        isShared: false),
                ], cost: cost)
        }
        var first = PullCost()
        (first.download, first.resumed, first.present, first.disk, first.requests) = (
            40_002_000, 10_000_000, 1_000, 40_002_000, 4
        )
        var second = PullCost()
        (second.download, second.present, second.requests) = (2_000, 50_001_000, 3)
        var total = first
        (total.download, total.present, total.requests) = (40_005_000, 50_002_000, 7)
        return PlannedPull(
            outcomes: [.done([try image(1, isShared: false, first)]), .done([try image(2, isShared: true, second)])],
            total: total)
    }

    @Test func `a plan is a block for each image, and a total`() throws {
        try Golden.expect(PlanRendering(try plan()).lines, "plan/lines.txt")
    }

    @Test func `a plan in JSON is an object for each image, and one with the total`() throws {
        try Golden.expect(PlanRendering(try plan()).json.map(\.line), "plan/plan.json")
    }

    @Test func `the table of a pull names what became of each image`() throws {
        let outcomes: [PullOutcome] = [
            .done([try Samples.pulled(), try Samples.pulled(bytes: 0, fromCache: 5_000_000)]),
            .failed(ResolverError(.notFound, "there is no such image")), .skipped,
        ]
        let images = ["team/app:1", "team/none:1", "team/other:1"].map { "registry.example/" + $0 }
        try Golden.expect(PullTable(images, outcomes).lines, "pull/table.txt")
    }
}
