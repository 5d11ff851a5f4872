import Foundation
import TestSupport

/// A file system of its own for one test, unmounted when the value goes. Only root can have one.
final class MountedFolder: Sendable {
    private let folder: TemporaryFolder

    /// Where it is mounted.
    var path: String { folder.path }

    /// Whether this process may mount anything: root in a container often may not.
    static let isPossible: Bool = (try? MountedFolder(megabytes: 1)) != nil

    /// An empty file system in memory, of so many megabytes and, if given, inodes.
    init(megabytes: Int, inodes: Int? = nil) throws {
        folder = try TemporaryFolder()
        let limit = inodes.map { ",nr_inodes=\($0)" } ?? ""
        try Self.run("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m\(limit)", "tmpfs", folder.path])
    }

    /// The folder `path`, seen through a read-only mount.
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
