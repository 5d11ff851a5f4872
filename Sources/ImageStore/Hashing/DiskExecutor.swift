import Dispatch

/// Runs code that waits for the disk on Dispatch's threads, so that it holds up none of Swift's few.
package final class DiskExecutor: TaskExecutor {
    /// The one of this process.
    static let shared = DiskExecutor()

    /// The concurrent queue that all disk work targets.
    let queue = DispatchQueue(label: "resolve.disk", attributes: .concurrent)

    /// Puts one job on the queue.
    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { unowned.runSynchronously(on: executor) }
    }

    /// Runs `work` on the queue, and comes back to where the caller was.
    package static func run<Value: Sendable, Failure: Error>(
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await withTaskExecutorPreference(shared, operation: work)
    }
}
