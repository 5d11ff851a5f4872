import Dispatch

/// Runs an actor's jobs on one serial Dispatch queue.
///
/// An actor that returns this as its executor owns its state on ``queue``: C callbacks that run there may touch that
/// state, and blocking there blocks no other actor. Apple's `DispatchSerialQueue` does the same, but is not available on
/// Linux.
package final class QueueExecutor: SerialExecutor {
    /// The serial queue on which every job runs.
    package let queue: DispatchQueue

    /// Makes a serial queue, labelled for debuggers; with `target`, it borrows that queue's threads.
    package init(label: String, target: DispatchQueue? = nil) {
        queue = DispatchQueue(label: label, target: target)
    }

    /// Adds one job of the actor to the end of the queue.
    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        let executor = asUnownedSerialExecutor()
        queue.async { unowned.runSynchronously(on: executor) }
    }

    /// The reference to this executor that the concurrency runtime keeps.
    package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        UnownedSerialExecutor(ordinary: self)
    }

    /// Lets `assumeIsolated` check that the caller is on ``queue``; ends the process if it is not.
    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
