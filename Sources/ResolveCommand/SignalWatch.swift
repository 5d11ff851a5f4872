import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Cancels work when the process receives SIGINT or SIGTERM.
enum SignalWatch {
    /// The time after which work that does not react to its cancellation is abandoned, in seconds.
    ///
    /// No data is lost: the next run resumes from the partial files.
    private static let graceSeconds = 10

    /// The result of the work, and the signal that cancelled it.
    struct Outcome: Sendable {
        /// How the work ended.
        let result: Result<Void, any Error>
        /// The first signal received, if any.
        let signal: Int32?
    }

    /// The first signal received; 0 for none.
    private final class Caught: Sendable {
        let signal = Atomic<Int32>(0)
    }

    /// Runs `work`. The first signal cancels it; a second one ends the process immediately.
    static func run(_ work: @escaping @Sendable () async throws -> Void) async -> Outcome {
        let caught = Caught()
        // The work starts first. If a signal ends the process before the sources are ready, nothing has been written yet.
        let task = Task { try await work() }
        let sources = [SIGINT, SIGTERM].map { number in
            source(for: number) {
                caught.signal.store(number, ordering: .relaxed)
                task.cancel()
            }
        }
        let result = await task.result
        for source in sources { source.cancel() }
        let number = caught.signal.load(ordering: .relaxed)
        return Outcome(result: result, signal: number == 0 ? nil : number)
    }

    /// Handles the first arrival of a signal with `first`, and then restores the default action for the second.
    private static func source(
        for number: Int32, _ first: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        // A dispatch source observes a signal only if the default action does not end the process before.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            signal(SIGINT, SIG_DFL)
            signal(SIGTERM, SIG_DFL)
            first()
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(graceSeconds)) { _exit(128 + number) }
        }
        source.resume()
        return source
    }
}
