import Foundation
import TestSupport
import Testing

/// Pulls that are killed at any moment: nothing false is ever to be seen, and in the end everything is there.
@Suite struct KillTests {
    private static let kills = 100
    private static let layerSize = 150_000
    private static let jobs = 2
    private let registry: MisbehavingRegistry
    private let image = SampleImages.manyLayers(6, size: layerSize)
    private let resolve: Resolve

    init() throws {
        registry = try MisbehavingRegistry()
        registry.add(image, to: "app", tags: ["1"])
        resolve = try Resolve()
        slowDown()
    }

    /// Makes a pull last long enough to be killed in the middle of each blob.
    private func slowDown() {
        registry.misbehave(on: "/blobs/", .slow(bytesPerSecond: 1_500_000))
    }

    /// What became of the pulls to one place.
    private struct Story {
        var kills = 0
        var stops = 0
    }

    @Test(arguments: [true, false])
    func `fifty kills at random moments leave nothing false, and each image is whole in the end`(
        isLayout: Bool
    ) throws {
        var random = SeededGenerator.fromEnvironment("kills of pulls to a \(isLayout ? "layout" : "store")")
        let whole = try start(isLayout: isLayout, "measured").wait(timeoutSeconds: 30)
        #expect(whole.status == 0, "\(whole.errors)")
        expectWhole("measured", isLayout: isLayout)
        var (kills, places) = (0, 0)
        while kills < Self.kills / 2, places < Self.kills {
            places += 1
            registry.clearLog()
            let name = "place\(places)"
            let story = try interrupt(name, isLayout: isLayout, within: whole.seconds, &random)
            kills += story.kills
            registry.behave()
            let last = try start(isLayout: isLayout, name).wait(timeoutSeconds: 30)
            slowDown()
            #expect(last.status == 0, "\(name): \(last.errors)")
            expectWhole(name, isLayout: isLayout)
            // Each run that was ended may have lost what was under way, and never a blob that was there.
            let lost = (story.kills + story.stops) * Self.jobs * (Self.layerSize + 2048)
            let sent = registry.requests(to: "/blobs/").reduce(0) { $0 + $1.bytesSent }
            #expect(sent <= image.blobs.reduce(lost) { $0 + $1.size }, "\(name): \(story)")
        }
        #expect(kills >= Self.kills / 2)
    }

    // What a kill between the writing of a new document and its renaming leaves: too rare a moment to wait for.
    @Test(arguments: [(true, ["index.json"]), (false, ["index.json", "resolution", "frame"])])
    func `a document that a killed process had no time to rename is cleared away by the next pull`(
        isLayout: Bool, names: [String]
    ) throws {
        registry.behave()
        let folder = isLayout ? "out" : "store of out"
        for name in names { try resolve.home.write("\(folder)/ingest/\(name).part", "{}") }
        let result = try start(isLayout: isLayout, "out").wait(timeoutSeconds: 30)
        #expect(result.status == 0, "\(result.errors)")
        expectWhole("out", isLayout: isLayout)
    }

    /// Ends pulls to one place, most of them by SIGKILL, until one is over before its moment, five times at most.
    private func interrupt(
        _ name: String, isLayout: Bool, within seconds: Double, _ random: inout SeededGenerator
    ) throws -> Story {
        var story = Story()
        for _ in 0..<5 {
            let program = try start(isLayout: isLayout, name)
            usleep(UInt32(Double.random(in: 0...seconds, using: &random) * 1e6))
            guard !program.hasEnded else { break }
            let isKill = Int.random(in: 0..<5, using: &random) > 0
            program.send(signal: isKill ? SIGKILL : SIGTERM)
            let result = program.wait(timeoutSeconds: 10)
            #expect(!result.timedOut)
            if result.status == 0 { break }
            #expect(result.status == (isKill ? 137 : 143), "\(result.errors)")
            if isKill { story.kills += 1 } else { story.stops += 1 }
            let found = StoreInspection(path(name, isLayout: isLayout))
            #expect(found.lies == [], "\(name): \(story)")
            #expect(Set(found.parts).isSubset(of: (image.blobs + image.manifests).map(\.digest)))
        }
        return story
    }

    private func start(isLayout: Bool, _ name: String) throws -> BackgroundProgram {
        let arguments = [
            "pull", "-q", registry.reference("app:1"), "--platform", "linux/amd64", "--jobs", "\(Self.jobs)",
        ]
        if isLayout { return try resolve.start(arguments + ["-o", name]) }
        var resolve = resolve
        resolve.environment["RESOLVE_HOME"] = path(name, isLayout: false)
        return try resolve.start(arguments)
    }

    private func path(_ name: String, isLayout: Bool) -> String {
        resolve.home.file(isLayout ? name : "store of " + name)
    }

    private func expectWhole(_ name: String, isLayout: Bool) {
        let found = StoreInspection(path(name, isLayout: isLayout))
        let isWhole = PulledLayout(path: found.path).holdsExactly(image)
        #expect(isWhole, "\(name)")
        #expect(found.lies == [] && found.entries == [image.digest], "\(name)")
        #expect(found.strays == [], "\(name)")
        #expect(found.parts == [], "\(name)")
    }
}
