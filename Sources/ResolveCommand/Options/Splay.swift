import ArgumentParser
import CommandRendering
import ImageResolver

/// The value of `--splay`: the longest time, in seconds, that a command waits before its first request, so that many machines
/// do not send theirs at once.
struct Splay: ExpressibleByArgument, Hashable, Sendable {
    let seconds: Double

    /// The longest value, one day.
    private static let longest: Double = 86_400

    init?(argument: String) {
        guard let seconds = Double(argument), (0...Self.longest).contains(seconds) else { return nil }
        self.seconds = seconds
    }

    /// Waits for a random part of the time, after a note that says how long.
    func wait(_ console: Console, using generator: inout some RandomNumberGenerator) async throws(ResolverError) {
        let milliseconds = Int64(Double.random(in: 0...seconds, using: &generator) * 1000)
        console.report(.note("waiting \(Quantity.span(milliseconds: milliseconds)) before the first request (--splay)"))
        do {
            try await Task.sleep(for: .milliseconds(milliseconds))
        } catch {
            throw ResolverError(.interrupted, "interrupted")
        }
    }
}
