import TestSupport
import Testing

@testable import ClientConfiguration

struct HelperCacheTests {
    @Test(.timeLimit(.minutes(1)))
    func `a lookup that is cancelled when the answer is cached keeps the answer for the next one`() async throws {
        let folder = try TemporaryFolder()
        try folder.writeHelper("stub", #"echo '{"Username":"me","Secret":"pw"}'"#)
        let cache = HelperCache(variables: ["PATH": folder.file("bin") + ":/usr/bin:/bin"], timeoutSeconds: 60)
        for _ in 0..<3 {
            #expect(try await cache.credential(from: "stub", for: ["registry.example"]) != nil)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try? await cache.credential(from: "stub", for: ["registry.example"])
            }
            _ = await task.value
        }
    }
}
