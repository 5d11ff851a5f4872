import Dispatch

/// Runs code that waits for the disk on Dispatch's threads, so that it holds up none of Swift's few.
final class DiskExecutor: TaskExecutor {
    /// The one of this process.
    static let shared = DiskExecutor()

    /// The concurrent queue that all disk work targets.
    let queue = DispatchQueue(label: "resolve.disk", attributes: .concurrent)

    /// Puts one job on the queue.
    func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        queue.async { unowned.runSynchronously(on: executor) }
    }

    /// Runs `work` on the queue, and comes back to where the caller was.
    static func run<Value: Sendable>(
        _ work: () async throws(StoreError) -> Value
    ) async throws(StoreError) -> Value {
        try await withTaskExecutorPreference(shared, operation: work)
    }
}
