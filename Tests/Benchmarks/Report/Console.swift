import Foundation

/// What is said while the benchmarks run, each line at once.
enum Console {
    /// Writes a line to standard output; one that nobody reads is lost.
    static func say(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}
