import Foundation
import TestSupport

/// A program that these tests need.
enum Tool {
    /// Runs it; says what to do when it is not there, and what it wrote when it fails.
    @discardableResult
    static func run(_ name: String, _ arguments: [String], environment: [String: String]? = nil) throws -> ProgramResult
    {
        let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        guard path.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }) else {
            throw MissingTool(name: name)
        }
        return try TestSupport.runChecked(name, arguments, environment: environment, timeoutSeconds: 120)
    }
}
