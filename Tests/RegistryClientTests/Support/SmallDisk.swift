import TestSupport

/// A small file system of its own for one test, unmounted when the value goes. Only root can have one.
final class SmallDisk: Sendable {
    private let folder: TemporaryFolder

    /// Where it is mounted.
    var path: String { folder.path }

    /// Whether this process may mount anything.
    static let isPossible: Bool = (try? SmallDisk(megabytes: 1)) != nil

    /// An empty file system in memory.
    init(megabytes: Int) throws {
        folder = try TemporaryFolder()
        _ = try runChecked("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder.path])
    }

    deinit { _ = try? runChecked("umount", ["-l", folder.path]) }
}
