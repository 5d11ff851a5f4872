import Foundation
import Synchronization

/// Whether somebody has ended the benchmarks: then they end at the next look, and leave nothing behind.
enum Interruption {
    private static let isWanted = Atomic<Bool>(false)

    /// From now on SIGINT and SIGTERM are taken note of, and a closed connection ends nothing.
    static func watch() {
        isWanted.store(false, ordering: .relaxed)
        signal(SIGPIPE, SIG_IGN)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in Interruption.isWanted.store(true, ordering: .relaxed) }
        }
    }

    /// Throws when somebody has.
    static func check() throws(BenchmarkError) {
        if isWanted.load(ordering: .relaxed) { throw .interrupted }
    }
}
