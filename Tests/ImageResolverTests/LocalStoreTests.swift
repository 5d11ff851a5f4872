import ImageResolver
import TestSupport
import Testing

/// The entries of the local store.
struct LocalStoreTests {
    private let six = SampleImages.sixPlatforms()

    @Test func `the local store lists an image once per platform, and again after its tag has moved`() async throws {
        let scene = try Scene(six)
        try await scene.pull(["linux/amd64", "linux/arm64"])
        try await scene.pull(["linux/amd64"])
        var store = try LayoutContents(scene.store)
        #expect(store.entries.map(\.digest) == [six.child(0).digest, six.child(1).digest])
        #expect(store.entries.allSatisfy { $0.name == scene.image })
        let other = SampleImages.list(["linux/amd64", "linux/s390x"])
        scene.registry.add(other, to: "team/app", tags: ["1"])
        try await scene.pull(["linux/s390x"])
        store = try LayoutContents(scene.store)
        #expect(store.entries.map(\.digest) == [six.child(0).digest, six.child(1).digest, other.child(1).digest])
        #expect(store.dangling.isEmpty)
    }

    @Test func `twenty simultaneous pulls into one store leave twenty entries`() async throws {
        let scene = try Scene()
        for number in 0..<20 {
            let image = SampleImages.single("linux/amd64", layerSize: 1000 + number)
            scene.registry.add(image, to: "team/app\(number)", tags: ["1"])
        }
        let names = (0..<20).map { scene.registry.reference("team/app\($0):1") }
        let resolvers = [scene.resolver(), scene.resolver()]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, name) in names.enumerated() {
                let resolver = resolvers[number % 2]
                group.addTask { _ = try await resolver.pull(PullRequest(image: name), to: .localStore) }
            }
            try await group.waitForAll()
        }
        let store = try LayoutContents(scene.store)
        #expect(Set(store.entries.compactMap(\.name)) == Set(names))
        #expect(store.dangling.isEmpty)
    }
}
