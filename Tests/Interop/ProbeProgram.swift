import Foundation
import PlatformModel
import TestSupport

/// The C part of the probe as a program of its own, built by a cross compiler.
final class ProbeProgram: Sendable {
    /// The program's file.
    let path: String
    private let folder: TemporaryFolder

    /// Builds `CHostProbe` and the program around it.
    ///
    /// A compiler that is not installed fails the test that needs it: these machines are tested, not skipped.
    init(compiler: String, options: [String]) throws {
        folder = try TemporaryFolder()
        path = folder.file("probe.exe")
        let sources = Fixtures.checkout + "/Sources/C/CHostProbe"
        let files = try FileManager.default.contentsOfDirectory(atPath: sources).filter { $0.hasSuffix(".c") }.sorted()
        let warnings = ["-std=c11", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
        let arguments =
            warnings + options + ["-I", sources + "/include"] + files.map { sources + "/" + $0 }
            + [Fixtures.root + "/recordings/probe-main.c", "-o", path]
        try Tool.run(compiler, arguments)
    }

    /// Runs the program in an emulator, and gives what it recorded.
    func recording(under emulator: String, _ options: [String], environment: [String: String]? = nil) throws
        -> Recording
    {
        try Recording(parsing: Tool.run(emulator, options + [path], environment: environment).stdout)
    }
}
