import Foundation
import ImageModel
import ImageStore
import RegistryProtocol
import TestSupport
import Testing
import Transport

@testable import RegistryClient

struct KilledProcessTests {
    @Test func `a killed process leaves a part from which the next one resumes`() async throws {
        let bench = try TransferBench()
        let bytes = noise(70 << 20)
        let blob = try bench.offer(bytes)
        bench.server.misbehave(on: "/blobs/", hits: 1...1, .stall(after: 66 << 20, seconds: 60))
        let (root, reference) = (bench.store.root, bench.server.reference("team/app:1"))
        let (digest, size, state) = (blob.digest.description, blob.size, bench.underWay(blob, "state"))
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [
                root = root as String, reference = reference as String, digest = digest as String, size = size as Int64,
                state = state as String
            ] in
            let store = try ImageStore.open(at: root, as: .local)
            let loops = try TransferLoops(options: TransportOptions(), processors: 1)
            let settings = SessionSettings(now: { 0 })
            let session = RegistrySession(try EndpointConfiguration(reference), loops: loops, settings: settings)
            let blob = Descriptor(mediaType: MediaType.ociConfig, digest: try Digest(parsing: digest), size: size)
            let budget = ConnectionBudget(mostOfOneBlob: 1)
            let task = Task { try await BlobFetch(blob, from: [session], into: store, budget: budget) { _ in }.run() }
            for _ in 0..<2000 where !FileManager.default.fileExists(atPath: state) {
                try await Task.sleep(for: .milliseconds(10))
            }
            kill(getpid(), SIGKILL)
            _ = try await task.value
        }
        #expect(bench.names("blobs/sha256") == [])
        bench.server.clearLog()
        #expect(try await bench.fetch(blob).fetchedBytes == 6 << 20)
        #expect(bench.blobRequests.map(\.range) == ["bytes=\(64 << 20)-\((70 << 20) - 1)"])
        try await bench.expectHeld(blob, bytes)
    }
}
