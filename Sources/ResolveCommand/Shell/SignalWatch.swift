import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Turns SIGINT and SIGTERM into the cancellation of the work at hand.
enum SignalWatch {
    /// The time after which a work that does not heed its cancellation is left, in seconds.
    ///
    /// Nothing is lost by that: what has been fetched stands in parts that the next run takes up.
    private static let patienceSeconds = 10

    /// What came of the work, and the signal that ended it early, if one did.
    struct Outcome: Sendable {
        /// How the work ended.
        let result: Result<Void, any Error>
        /// The first signal that came.
        let signal: Int32?
    }

    /// The first signal that came; 0 before there was one.
    private final class Caught: Sendable {
        let signal = Atomic<Int32>(0)
    }

    /// Runs `work` to its end; the first signal cancels it, a second one ends the process at once.
    static func run(_ work: @escaping @Sendable () async throws -> Void) async -> Outcome {
        let caught = Caught()
        // The work first: what a signal would end in the moment before the sources listen has not begun to leave anything.
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

    /// Listens for one signal, which from then on no longer ends the process by itself.
    ///
    /// Its first arrival puts the system's own behaviour back in force, so that the second kills.
    private static func source(
        for number: Int32, _ first: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        // A source sees a signal only where its default action does not come first.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            signal(SIGINT, SIG_DFL)
            signal(SIGTERM, SIG_DFL)
            first()
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(patienceSeconds)) { _exit(128 + number) }
        }
        source.resume()
        return source
    }
}
