import Foundation
import TestSupport
import Testing

/// No request is made that is not needed.
@Suite struct RoundTripTests {
    private let registry: LocalRegistry
    private let image = SampleImages.sixPlatforms()
    private let resolve: Resolve

    init() throws {
        registry = try LocalRegistry()
        try registry.push(image, to: "team/app:1")
        resolve = try Resolve()
    }

    @Test func `a cold pull asks for the index, the manifest, the config and the layers, once each and in this order`()
        throws
    {
        let before = registry.requests.count
        let result = try resolve.run(
            "pull", "-v", registry.reference("team/app:1"), "--platform", "linux/arm64", "-o", "out")
        #expect(result.status == 0, "\(result.errors)")
        let chosen = image.child(1)
        let requests = try requests(after: before, count: 5)
        #expect(Set(requests.map(\.method)) == ["GET"])
        #expect(Set(requests.map(\.status)) == [200])
        let targets = requests.map(\.target)
        let config = try #require(chosen.config)
        let first = ["manifests/1", "manifests/" + chosen.digest, "blobs/" + config.digest]
        #expect(targets.prefix(3) == ArraySlice(first.map { "/v2/team/app/" + $0 }))
        #expect(Set(targets.dropFirst(3)) == Set(chosen.layers.map { "/v2/team/app/blobs/" + $0.digest }))

        // Each layer beyond the first needs a connection of its own to come beside it; the rest goes over the first.
        let told = result.errors.split(separator: "\n").filter { $0.hasPrefix("GET ") }
        #expect(told.count == 5)
        let new = told.indices.filter { told[$0].contains("new connection") }
        #expect(new.first == 0)
        #expect(new.count <= chosen.layers.count)
        #expect(new.dropFirst().allSatisfy { $0 >= 3 })
    }

    @Test func `a second pull to the same place asks for nothing but the tag`() throws {
        let arguments = ["pull", "-q", registry.reference("team/app:1"), "--platform", "linux/arm64", "-o", "out"]
        #expect(try resolve.run(arguments).status == 0)
        let before = try requests(after: 0, count: 0).count
        let again = try resolve.run(arguments)
        #expect(again.status == 0, "\(again.errors)")
        let requests = try requests(after: before, count: 1)
        #expect(requests.filter { $0.target.contains("/blobs/") } == [])
        #expect(requests.count <= 2, "\(requests)")
    }

    @Test func `explain and digest request the index, the chosen manifest, its config and referrers, and no layer`()
        throws
    {
        for command in ["explain", "digest"] {
            let before = try requests(after: 0, count: 0).count
            let result = try resolve.run(command, registry.reference("team/app:1"), "--platform", "linux/arm/v6")
            #expect(result.status == 0, "\(result.errors)")
            let all = try requests(after: before, count: 3).map(\.target)
            // This registry has no API for referrers, so their tag is asked for, too.
            let targets = all.filter { !$0.contains("/referrers/") && !$0.contains("/manifests/sha256-") }
            #expect(all.count == (command == "explain" ? 3 + 2 * 2 : 3), "\(all)")
            #expect(targets.count == 3 && targets.first == "/v2/team/app/manifests/1", "\(command)")
            #expect(targets.dropFirst().first?.hasPrefix("/v2/team/app/manifests/sha256:") == true, "\(command)")
            #expect(targets.last?.hasPrefix("/v2/team/app/blobs/sha256:") == true, "\(command)")
        }
    }

    /// The requests after the first `before`, when at least `count` have been logged and no more come.
    private func requests(after before: Int, count: Int) throws -> [LocalRegistry.Request] {
        var seen = -1
        for _ in 0..<200 {
            let now = registry.requests.count
            if now >= before + count, now == seen { break }
            seen = now
            usleep(50_000)
        }
        return Array(registry.requests.dropFirst(before))
    }
}
