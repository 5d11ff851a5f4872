import Foundation
import TestSupport
import Testing

struct ManifestInterruptionTests {
    @Test(arguments: [("SIGINT", 2, 130), ("SIGTERM", 15, 143), ("SIGKILL", 9, 137)] as [(String, Int32, Int32)])
    func `an interrupted create leaves nothing, and an interrupted amendment does not change the list`(
        name: String, signal: Int32, status: Int32
    ) throws {
        let bench = try ManifestBench()
        bench.add(SampleImages.single("linux/386"), as: "386")
        let images = [bench.app("amd64"), bench.app("386")]
        for isThere in [false, true] {
            let before = isThere ? try bench.run("inspect", bench.list).output : ""
            bench.registry.clearLog()
            bench.registry.misbehave(on: "/manifests/386", .stall(after: 10, seconds: 30))
            let program = try BackgroundProgram(
                ResolveBinary.path(), ["manifest", "create", "--amend", bench.list] + images,
                environment: TestEnvironment.clean(home: bench.home.path, adding: ["RESOLVE_HOME": bench.home.path]))
            while !bench.registry.log.contains(where: { $0.path.hasSuffix("/manifests/386") }) {
                guard !program.hasEnded else { break }
                usleep(10_000)
            }
            program.send(signal: signal)
            #expect(program.wait().status == status)
            bench.registry.behave()
            guard isThere else {
                #expect(bench.homeNames == [])
                try bench.create()
                continue
            }
            #expect(try bench.run("inspect", bench.list).output == before)
            #expect(bench.files.count == 1)
        }
    }
}
