import Foundation
import TestSupport

/// Runs programs in parallel with the tasks of the test.
enum Program {
    /// Runs `program` on a thread of its own.
    ///
    /// Threads of tasks or of Dispatch cannot be used: on Linux they are one pool, which the server under test needs while this
    /// function waits.
    static func run(_ program: String, _ arguments: [String]) async throws -> ProgramResult {
        try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread {
                done.resume(with: Result { try TestSupport.run(program, arguments) })
            }
        }
    }
}
