import Foundation
import TestSupport
import Testing

/// A pull that is stopped from outside, and the run after it.
@Suite struct InterruptionTests {
    private let registry: MisbehavingRegistry
    private let resolve: Resolve

    init() throws {
        registry = try MisbehavingRegistry()
        resolve = try Resolve()
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `a signal ends a pull within two seconds and leaves parts alone, from which the next run goes on`(
        signal: Int32, status: Int32
    ) throws {
        let image = SampleImages.single("linux/amd64", layerSize: 3 << 20)
        let layer = try #require(image.layers.last)
        registry.add(image, to: "app", tags: ["1"])
        registry.misbehave(on: .matching("/blobs/" + layer.digest), .slow(bytesPerSecond: 1 << 20))
        let arguments = ["pull", registry.reference("app:1"), "--platform", "linux/amd64", "-o", "out"]
        let program = try resolve.start(arguments)
        try waitUntil { (registry.requests(to: .matching("/blobs/" + layer.digest)).first?.bytesSent ?? 0) > 600_000 }
        let moment = ContinuousClock.now
        program.send(signal: signal)
        let result = program.wait(timeoutSeconds: 20)
        #expect(ContinuousClock.now - moment < .seconds(2))
        #expect(result.status == status)
        #expect(result.output == "")

        let stopped = resolve.layout("out")
        #expect(stopped.blobs[layer.digest] == nil)
        #expect(stopped.falseNames == [])
        let left = stopped.files.filter { $0.hasPrefix("ingest/") }
        let name = "ingest/" + layer.digest.split(separator: ":").joined(separator: "-")
        #expect(left == [name + ".lock", name + ".part", name + ".state"])

        registry.behave()
        registry.clearLog()
        let again = try resolve.run(arguments)
        #expect(again.status == 0, "\(again.errors)")
        let requests = registry.requests(to: .matching("/blobs/" + layer.digest))
        #expect(requests.count == 1)
        let range = try #require(requests.first?.range)
        #expect(range.hasPrefix("bytes=") && !range.hasPrefix("bytes=0-"), "\(range)")
        #expect(requests.first?.status == 206)
        #expect(resolve.layout("out").holdsExactly(image))
        #expect(Set(resolve.layout("out").files.filter { !$0.hasPrefix("blobs/") }) == ["index.json", "oci-layout"])
    }

    @Test func `a pull that is killed at any moment leaves nothing false, and the next one completes`() throws {
        let image = SampleImages.manyLayers(5, size: 150_000)
        registry.add(image, to: "app", tags: ["1"])
        var random = SeededGenerator.fromEnvironment("kill -9")
        for round in 1...10 {
            registry.misbehave(on: .matching("/blobs/"), .slow(bytesPerSecond: 400_000))
            let arguments = [
                "pull", "-q", registry.reference("app:1"), "--platform", "linux/amd64", "-o", "out\(round)",
            ]
            let layout = resolve.layout("out\(round)")
            // Every third is killed twice, the second time on a resumed part.
            for _ in 0..<(round % 3 == 0 ? 2 : 1) {
                let program = try resolve.start(arguments)
                usleep(UInt32.random(in: 1000...600_000, using: &random))
                program.send(signal: SIGKILL)
                _ = program.wait(timeoutSeconds: 10)
                #expect(layout.falseNames == [], "round \(round)")
            }
            registry.behave()
            let again = try resolve.run(arguments)
            #expect(again.status == 0, "round \(round): \(again.errors)")
            #expect(again.output == "\(registry.reference("app"))@\(image.digest)\n")
            #expect(layout.holdsExactly(image), "round \(round)")
            #expect(layout.files.filter { $0.hasPrefix("ingest/") } == [], "round \(round)")
        }
    }

    /// Waits at most twenty seconds for something that another thread brings about.
    private func waitUntil(_ isTrue: () -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while !isTrue() {
            try #require(ContinuousClock.now < deadline)
            usleep(5000)
        }
    }
}
