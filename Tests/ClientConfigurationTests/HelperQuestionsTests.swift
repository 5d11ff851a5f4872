import TestSupport
import Testing

@testable import ClientConfiguration

struct HelperQuestionsTests {
    @Test(.timeLimit(.minutes(1)))
    func `who is cancelled with an answer at hand leaves the next one an answer`() async throws {
        let folder = try TemporaryFolder()
        try folder.writeHelper("stub", #"echo '{"Username":"me","Secret":"pw"}'"#)
        let questions = HelperQuestions(variables: ["PATH": folder.file("bin") + ":/usr/bin:/bin"], timeoutSeconds: 60)
        for _ in 0..<3 {
            #expect(try await questions.credential(from: "stub", for: ["registry.example"]) != nil)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try? await questions.credential(from: "stub", for: ["registry.example"])
            }
            _ = await task.value
        }
    }
}
