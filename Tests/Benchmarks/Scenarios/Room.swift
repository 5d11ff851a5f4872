import Foundation

/// Room for images.
enum Room {
    /// Throws when `folder` has less than `size` bytes free.
    static func check(_ folder: String, for size: Int) throws {
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
        let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue ?? 0
        guard free >= size else {
            throw BenchmarkError.noRoom(
                folder: folder, wantedMebibytes: size >> 20, freeMebibytes: free >> 20)
        }
    }
}
