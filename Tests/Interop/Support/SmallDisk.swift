import Foundation
import TestSupport

/// A file system in memory that is soon full, mounted in a temporary folder and unmounted when the value goes.
final class SmallDisk {
    /// Where it is mounted.
    let path: String
    private let folder: TemporaryFolder

    /// Mounts one of this size.
    init(kibibytes: Int) throws {
        folder = try TemporaryFolder()
        path = folder.file("disk")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try runChecked("mount", ["-t", "tmpfs", "-o", "size=\(kibibytes)k", "resolve-test", path])
    }

    deinit { _ = try? run("umount", [path]) }

    /// Whether this user may mount here: in a container even root may not.
    static let isPossible: Bool = (try? SmallDisk(kibibytes: 64)) != nil
}
