import Dispatch

/// Runs code that waits for the disk on Dispatch's threads, since it would block Swift's few cooperative threads.
package final class DiskExecutor: TaskExecutor {
    /// The executor of this process.
    static let shared = DiskExecutor()

    /// The concurrent queue that all disk work targets.
    let queue = DispatchQueue(label: "resolve.disk", attributes: .concurrent)

    /// Puts one job on the queue.
    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { unowned.runSynchronously(on: executor) }
    }

    /// Runs `work` on the queue, and returns to the caller's executor.
    package static func run<Value: Sendable, Failure: Error>(
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await withTaskExecutorPreference(shared, operation: work)
    }
}
