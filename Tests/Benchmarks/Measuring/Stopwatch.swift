import Foundation
import TestSupport

/// Runs commands through the launcher, which measures them with wait4(2).
struct Stopwatch: Sendable {
    /// The launcher's path.
    private let launcher: String

    /// The launcher stands beside this program.
    init() throws(BenchmarkError) {
        let own = URL(fileURLWithPath: Bundle.main.executablePath ?? CommandLine.arguments[0])
        launcher = own.deletingLastPathComponent().appendingPathComponent("BenchmarkLauncher").path
        guard FileManager.default.isExecutableFile(atPath: launcher) else { throw .programMissing(launcher) }
    }

    /// Runs one command with `home` as its home, and gives what it took.
    ///
    /// - Parameter contestant: named when it fails.
    func measure(_ command: Command, of contestant: String, home: String) throws -> Measurement {
        let folder = try TemporaryFolder()
        let result = folder.file("result")
        let program = try BackgroundProgram(
            launcher, [result, command.program] + command.arguments, environment: TestEnvironment.clean(home: home))
        while !program.hasEnded {
            try Interruption.check()
            usleep(5000)
        }
        let launched = program.wait()
        guard launched.status == 0 else {
            throw BenchmarkError.failed(
                contestant: contestant, status: Int(launched.status), errors: launched.errors)
        }
        let written = try LauncherResult(parsing: String(contentsOfFile: result, encoding: .utf8))
        guard written.status == 0 else {
            throw BenchmarkError.failed(contestant: contestant, status: written.status, errors: launched.errors)
        }
        return written.measurement
    }
}
