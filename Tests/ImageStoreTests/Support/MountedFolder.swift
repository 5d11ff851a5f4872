import Foundation
import TestSupport

/// A mounted file system for one test, unmounted with the value; only root can mount one.
final class MountedFolder: Sendable {
    private let folder: TemporaryFolder

    /// The mount point.
    var path: String { folder.path }

    /// Whether this process may mount file systems; root in a container often may not.
    static let isPossible: Bool = (try? MountedFolder(megabytes: 1)) != nil

    /// An empty file system in memory with the given number of megabytes and, optionally, inodes.
    init(megabytes: Int, inodes: Int? = nil) throws {
        folder = try TemporaryFolder()
        let limit = inodes.map { ",nr_inodes=\($0)" } ?? ""
        try Self.run("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m\(limit)", "tmpfs", folder.path])
    }

    /// A read-only mount of the folder `path`.
    init(readOnly path: String) throws {
        folder = try TemporaryFolder()
        try Self.run("mount", ["--bind", path, folder.path])
        do {
            try Self.run("mount", ["-o", "remount,bind,ro", folder.path])
        } catch {
            try? Self.run("umount", [folder.path])
            throw error
        }
    }

    deinit { try? Self.run("umount", ["-l", folder.path]) }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Unexpected("\(program) \(arguments) refused") }
    }
}
