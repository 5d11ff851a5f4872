import Dispatch

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

    /// Runs `work` to its end; the first signal cancels it, a second one ends the process at once.
    static func run(_ work: @escaping @Sendable () async throws -> Void) async -> Outcome {
        let (signals, feed) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingOldest(1))
        let sources = [SIGINT, SIGTERM].map { source(for: $0, feed: feed) }
        let task = Task { try await work() }
        let watch = Task { () -> Int32? in
            for await signal in signals {
                task.cancel()
                return signal
            }
            return nil
        }
        let result = await task.result
        feed.finish()
        for source in sources { source.cancel() }
        return Outcome(result: result, signal: await watch.value)
    }

    /// Listens for one signal, which from then on no longer ends the process by itself.
    ///
    /// Its first arrival puts the system's own behaviour back in force, so that the second kills.
    private static func source(
        for number: Int32, feed: AsyncStream<Int32>.Continuation
    ) -> any DispatchSourceSignal {
        // A source sees a signal only where its default action does not come first.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler {
            signal(SIGINT, SIG_DFL)
            signal(SIGTERM, SIG_DFL)
            feed.yield(number)
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(patienceSeconds)) { _exit(128 + number) }
        }
        source.resume()
        return source
    }
}
