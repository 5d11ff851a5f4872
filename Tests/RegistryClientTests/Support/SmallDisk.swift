import TestSupport

/// A small file system for one test, unmounted on deinitialization. It requires root.
final class SmallDisk: Sendable {
    private let folder: TemporaryFolder

    /// The mount point.
    var path: String { folder.path }

    /// Whether this process may mount file systems.
    static let isPossible: Bool = (try? SmallDisk(megabytes: 1)) != nil

    /// An empty file system in memory.
    init(megabytes: Int) throws {
        folder = try TemporaryFolder()
        _ = try runChecked("mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder.path])
    }

    deinit { _ = try? runChecked("umount", ["-l", folder.path]) }
}
