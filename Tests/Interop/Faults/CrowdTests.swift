import Foundation
import TestSupport
import Testing

/// Twenty processes at once on one store.
@Suite struct CrowdTests {
    private static let count = 20
    private let registry: MisbehavingRegistry
    private var resolve: Resolve

    init() throws {
        registry = try MisbehavingRegistry()
        registry.misbehave(on: "/blobs/", .slow(bytesPerSecond: 400_000))
        resolve = try Resolve()
        resolve.environment["RESOLVE_HOME"] = resolve.home.file("store")
    }

    /// Images of one layer that all share, one that every fourth shares, and one of their own.
    private static let images: [SampleImage] = {
        let builder = ImageBuilder()
        func layer(_ name: String, _ seed: Int) -> SampleLayer {
            builder.layer([.random(name, size: 100_000, seed: UInt64(seed))], compression: .none)
        }
        let base = layer("base", 1)
        let groups = (0..<4).map { layer("group", 10 + $0) }
        return (0..<count).map { number in
            builder.image("linux/amd64", layers: [base, groups[number % 4], layer("own", 100 + number)])
        }
    }()

    @Test func `images that overlap are all there in the end, and no blob was fetched twice`() throws {
        for (number, image) in Self.images.enumerated() { registry.add(image, to: "app", tags: ["\(number)"]) }
        let programs = try (0..<Self.count).map { try start("app:\($0)") }
        for (number, program) in programs.enumerated() {
            let result = program.wait(timeoutSeconds: 60)
            #expect(result.status == 0, "\(number): \(result.errors)")
            #expect(result.output == "\(registry.reference("app"))@\(Self.images[number].digest)\n")
        }
        let found = StoreInspection(resolve.home.file("store"))
        #expect(Set(found.entries) == Set(Self.images.map(\.digest)) && found.entries.count == Self.count)
        expectOnceAndWhole(found, Self.images)
    }

    @Test(arguments: [true, false])
    func `one image that all want is fetched once, whoever fetches it`(isLayout: Bool) throws {
        let image = SampleImages.manyLayers(5, size: 100_000)
        registry.add(image, to: "app", tags: ["1"])
        let programs = try (0..<Self.count).map { _ in try start("app:1", isLayout ? ["-o", "out"] : []) }
        for program in programs {
            let result = program.wait(timeoutSeconds: 60)
            #expect(result.status == 0, "\(result.errors)")
            #expect(result.output == "\(registry.reference("app"))@\(image.digest)\n")
        }
        let found = StoreInspection(resolve.home.file(isLayout ? "out" : "store"))
        #expect(found.entries == [image.digest])
        expectOnceAndWhole(found, [image])
    }

    @Test func `when half of them are killed, the other half brings everything`() throws {
        let image = SampleImages.manyLayers(5, size: 100_000)
        registry.add(image, to: "app", tags: ["1"])
        var random = SeededGenerator.fromEnvironment("a crowd that is killed")
        let programs = try (0..<Self.count).map { _ in try start("app:1") }
        var killed = 0
        for program in programs.shuffled(using: &random).prefix(Self.count / 2) {
            usleep(UInt32.random(in: 0...60_000, using: &random))
            program.send(signal: SIGKILL)
            killed += 1
        }
        for program in programs {
            let result = program.wait(timeoutSeconds: 60)
            #expect([0, 137].contains(result.status), "\(result.errors)")
        }
        let found = StoreInspection(resolve.home.file("store"))
        #expect(found.entries == [image.digest])
        #expect(found.lies == [])
        #expect(found.straysButDocuments == [])
        #expect(found.parts == [])
        for layer in image.layers {
            #expect(registry.requests(to: .containing(layer.digest)).count <= 1 + killed)
        }
    }

    private func start(_ name: String, _ options: [String] = []) throws -> BackgroundProgram {
        try resolve.start(["pull", "-q", registry.reference(name), "--platform", "linux/amd64"] + options)
    }

    /// Expects that all is there, and that each layer was asked for once; configs are looked at by every process for itself
    /// until one has committed them.
    private func expectOnceAndWhole(_ found: StoreInspection, _ images: [SampleImage]) {
        #expect(found.lies == [])
        #expect(found.strays == [])
        #expect(found.parts == [])
        for digest in Set(images.flatMap(\.layers).map(\.digest)) {
            #expect(registry.requests(to: .containing("/blobs/" + digest)).count == 1)
        }
        for digest in Set(images.compactMap(\.config?.digest)) {
            #expect(registry.requests(to: .containing("/blobs/" + digest)).count <= Self.count)
        }
    }
}
