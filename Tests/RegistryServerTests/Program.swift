import Dispatch
import TestSupport

/// Programs of this machine, run to their end beside the test's own tasks.
enum Program {
    /// Runs `program` on a thread of its own: the server under test needs those that tasks run on.
    static func run(_ program: String, _ arguments: [String]) async throws -> ProgramResult {
        try await withCheckedThrowingContinuation { done in
            DispatchQueue.global().async {
                done.resume(with: Result { try TestSupport.run(program, arguments) })
            }
        }
    }
}
