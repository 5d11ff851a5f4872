import CommandRendering
import ImageResolver

/// The pulling of one or several images, one after the other.
struct PullRun: Sendable {
    /// The images with their platforms.
    let requests: [PullRequest]
    /// Where they go.
    let output: PullOutput
    /// Whether one failure leaves the others to be pulled.
    let keepsGoing: Bool

    /// Pulls the images, prints each as soon as it is whole, and throws when any failed.
    ///
    /// The failure of a lone image is thrown as it is; that of one among several is printed, and the end is
    /// ``ResolverError/Kind/partial``. Without `keepsGoing`, no image begins after one that failed.
    /// The time limit is one for all of them. What a failed one would go on from is cleared away only when none failed.
    func perform(by resolver: Resolver, console: Console) async throws(ResolverError) {
        let resolver = resolver.withClockRunning()
        var failures = 0
        var tried = 0
        for request in requests {
            tried += 1
            do throws(ResolverError) {
                for image in try await resolver.pull(request, to: output, finishes: false) { console.print(image) }
            } catch {
                guard requests.count > 1, error.kind != .interrupted else { throw error }
                failures += 1
                console.print(error)
                if !keepsGoing { break }
            }
        }
        guard failures > 0 else { return try await resolver.finish(output) }
        throw partial(failures: failures, notTried: requests.count - tried)
    }

    /// That some images failed, and how many were not tried.
    private func partial(failures: Int, notTried: Int) -> ResolverError {
        let sentence = "\(failures) of \(Quantity.count(requests.count, "image")) failed"
        guard notTried > 0 else { return ResolverError(.partial, sentence) }
        return ResolverError(
            .partial, sentence + ", \(notTried) not tried", hint: "--keep-going goes on with the others after a failure"
        )
    }
}
