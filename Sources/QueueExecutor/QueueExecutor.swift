import Dispatch

/// Runs an actor's jobs on one serial Dispatch queue.
///
/// An actor that returns this as its executor owns its state on ``queue``: C callbacks that run there may touch that
/// state, and blocking there blocks nobody else. Apple's `DispatchSerialQueue` does the same, but does not exist on Linux.
package final class QueueExecutor: SerialExecutor {
    /// The serial queue on which every job runs.
    package let queue: DispatchQueue

    /// Makes a serial queue, labelled for debuggers; with `target`, it borrows that queue's threads.
    package init(label: String, target: DispatchQueue? = nil) {
        queue = DispatchQueue(label: label, target: target)
    }

    /// Puts one job of the actor at the queue's end.
    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { unowned.runSynchronously(on: executor) }
    }

    /// This executor, as the concurrency runtime keeps it.
    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    /// Lets `assumeIsolated` prove that the caller is on ``queue``; it ends the process where it is not.
    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
