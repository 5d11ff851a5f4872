import Foundation
import TestSupport

/// Programs of this machine, run to their end beside the test's own tasks.
enum Program {
    /// Runs `program` on a thread of its own.
    ///
    /// Neither the threads of tasks nor those of Dispatch will do: on Linux they are one pool, and the server under test
    /// needs it while this waits.
    static func run(_ program: String, _ arguments: [String]) async throws -> ProgramResult {
        try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread {
                done.resume(with: Result { try TestSupport.run(program, arguments) })
            }
        }
    }
}
