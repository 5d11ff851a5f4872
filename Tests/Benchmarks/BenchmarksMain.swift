import Foundation
import TestSupport

/// `make bench`: measures `resolve` beside other programs, and writes a report.
@main enum BenchmarksMain {
    /// Runs what the arguments ask for; 0 also when a wanted figure was not met, as the report says which.
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.contains("--help") || words.contains("-h") { return Console.say(BenchmarkArguments.usage) }
        do {
            let arguments = try BenchmarkArguments(words)
            Interruption.watch()
            try Benchmarks(arguments: arguments, binary: ResolveBinary.path()).run()
        } catch {
            FileHandle.standardError.write(Data("benchmarks: \(error)\n".utf8))
            exit(error as? BenchmarkError == .interrupted ? 130 : 1)
        }
    }
}
