import Foundation
import TestSupport
import Testing

struct SignalTests {
    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `an interrupted pull says so, leaves no debris, and is resumed by the next run`(
        signal: Int32, status: Int32
    ) throws {
        let pull = try InterruptedPull(layerSize: 4 << 20, afterMilliseconds: 600, signal: signal)
        let (image, home, result) = (pull.image, pull.home, pull.result)
        #expect(result.status == status)
        #expect(result.signal == nil)
        #expect(result.output == "")
        #expect(result.errors.hasSuffix("resolve: interrupted; run it again to resume\n"))
        let layer = try #require(image.layers.last?.digest.split(separator: ":").last)
        #expect(!FileManager.default.fileExists(atPath: home.file("out/blobs/sha256/\(layer)")))
        pull.registry.behave()
        let again = try Command.run(pull.arguments)
        #expect(again.status == 0)
        #expect(FileManager.default.fileExists(atPath: home.file("out/blobs/sha256/\(layer)")))
        #expect(!FileManager.default.fileExists(atPath: home.file("out/ingest")))
    }

    @Test(.userCase("N3"), arguments: [4 << 20, 48 << 20])
    func `after an interruption, the bytes received, resumed and present add up to the image`(size: Int) throws {
        let pull = try InterruptedPull(layerSize: size, afterMilliseconds: 1_500, signal: SIGINT)
        let (image, arguments) = (pull.image, pull.arguments)
        #expect(pull.result.status == 130)
        pull.registry.behave()
        let whole = Int64(image.root.size + image.blobs.map(\.size).reduce(0, +))
        let resumed = try Command.run(arguments + ["--json"])
        let first = try JSONObject(resumed.output)
        let parts = ["bytes", "bytesResumed", "bytesFromCache"].map { Int64(first.number($0) ?? -1) }
        #expect(parts.reduce(0, +) == whole)
        #expect(parts[0] > 0 && parts[1] > 0)
        // A layout keeps no resolution, so the manifest itself is requested again.
        let second = try JSONObject(try Command.run(arguments + ["--json"]).output)
        #expect(second.number("bytes") == image.root.size && second.number("bytesResumed") == 0)
        #expect(second.number("bytesFromCache").map { Int64($0) } == whole - Int64(image.root.size))
    }

    @Test func `with --json an interruption is an error like any other`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(SampleImages.single(), to: "app", tags: ["1"])
        registry.misbehave(on: .matching("/manifests/"), .delay(seconds: 20))
        let home = try TemporaryFolder()
        let program = try Command.start("digest", registry.reference("app:1"), "--json", home: home)
        while registry.log.isEmpty && !program.hasEnded { usleep(10_000) }
        program.send(signal: SIGINT)
        let result = program.wait(timeoutSeconds: 15)
        #expect(result.status == 130)
        let error = try #require(try JSONObject(result.errors).object("error"))
        #expect(error.text("code") == "interrupted")
        #expect(error.number("exit") == 130)
    }
}

/// A pull of one slow layer that was ended by a signal.
private struct InterruptedPull {
    let registry: MisbehavingRegistry
    let image: SampleImage
    let home: TemporaryFolder
    /// The arguments of the command, which writes the layout `out` in ``home``.
    let arguments: [String]
    let result: ProgramResult

    /// Pulls a layer of `layerSize` bytes, and sends `signal` that long after the first blob has begun.
    init(layerSize: Int, afterMilliseconds milliseconds: UInt32, signal: Int32) throws {
        registry = try MisbehavingRegistry()
        image = SampleImages.single("linux/amd64", layerSize: layerSize)
        registry.add(image, to: "app", tags: ["1"])
        registry.misbehave(on: .matching("/blobs/"), hits: 2...99, .slow(bytesPerSecond: 1 << 20))
        home = try TemporaryFolder()
        arguments = ["pull", registry.reference("app:1"), "--platform", "linux/amd64", "-o", home.file("out")]
        let program = try Command.start(
            arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], home: home)
        try program.waitForLine(containing: "blob", in: .stderr)
        usleep(milliseconds * 1000)
        program.send(signal: signal)
        result = program.wait(timeoutSeconds: 20)
    }
}
