import CFileTree
import ImageStore
import LayerReading

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The directory that a finished tree gets, and what is there now.
///
/// A tree is built beside it, and appears by one rename. Into a mount point, which cannot be renamed, it is built inside, and its
/// files are moved up in the end. The mark of a finished tree is an extended attribute of the directory, so it goes with it, and a
/// directory without one is never taken for finished.
package struct TreeLocation: Sendable {
    /// What is at the location.
    package enum State: Hashable, Sendable {
        /// Nothing, or an empty directory.
        case free
        /// A tree that was unpacked before, of the image with this digest.
        case finished(image: String)
        /// Files of this tree, moved into a mount point by a process that was then killed.
        case interrupted
        /// A directory that contains this file.
        case occupied(by: String)
        /// Something other than a directory.
        case notDirectory
    }

    /// What stands where a tree would be built, and was not left there by this program.
    package enum Obstacle: Hashable, Sendable {
        /// A directory that contains this file.
        case file(String)
        /// Something other than a directory.
        case notDirectory
        /// A directory of another user, in one that all users write to.
        case otherOwner
    }

    /// The path of the directory, without links at its end.
    package let path: String
    /// The directory in which the tree is built, on the same file system.
    package let workPath: String
    /// The directory of the layers as they arrive.
    package var storePath: String { "\(workPath)/\(Self.storeName)" }
    private let isMountPoint: Bool

    private static let marks = ["user.resolve.image", "trusted.resolve.image"]
    private static let workName = ".resolve.part"
    private static let movingName = "moving"
    private static let storeName = "store"
    /// What a new file system of its own has.
    private static let systemName = Array("lost+found".utf8)

    /// Looks for the directory at a path, and creates nothing.
    package init(_ path: String) {
        var real = path
        if let found = realpath(path, nil) {
            real = String(cString: found)
            free(found)
        }
        while real.utf8.count > 1, real.hasSuffix("/") { real.removeLast() }
        self.path = real
        var (own, parent) = (stat(), stat())
        isMountPoint =
            stat(real, &own) == 0 && stat(real + "/..", &parent) == 0
            && (own.st_dev != parent.st_dev || own.st_ino == parent.st_ino)
        workPath = isMountPoint ? "\(real)/\(Self.workName)" : "\(real).part"
    }

    /// What is there now.
    package func state() throws(LayerError) -> State {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT else { throw .store(.system(.examining, path: path, code: errno)) }
            // A link that leads nowhere cannot become a directory.
            return lstat(path, &status) == 0 ? .notDirectory : .free
        }
        guard status.isDirectory else { return .notDirectory }
        let directory = try OpenDirectory(path: path)
        let names = try directory.names().filter { $0 != Self.systemName || !isMountPoint }
        let others = names.filter { $0 != Array(Self.workName.utf8) || !isMountPoint }
        if isMountPoint, names.count > others.count {
            if others.isEmpty { return .free }
            let isMoving = try directory.directory(Array(Self.workName.utf8)[...])?.status(
                Array(Self.movingName.utf8)[...])
            if isMoving != nil { return .interrupted }
        }
        for mark in Self.marks {
            if let value = try directory.attributes.value(mark) {
                return .finished(image: String(decoding: value, as: UTF8.self))
            }
        }
        return others.min { $0.lexicographicallyPrecedes($1) }
            .map { .occupied(by: String(decoding: $0, as: UTF8.self)) } ?? .free
    }

    /// What stands in the way where the tree would be built; `nil` if nothing does. What an interrupted build has left is removed
    /// by the next one, so anything else there must not be taken for that.
    package func obstacle() throws(LayerError) -> Obstacle? {
        var (status, parent) = (stat(), stat())
        guard lstat(workPath, &status) == 0 else {
            guard errno == ENOENT else { throw .store(.system(.examining, path: workPath, code: errno)) }
            return nil
        }
        guard status.isDirectory else { return .notDirectory }
        // As the kernel protects files there: it may be a trap for this user.
        if status.st_uid != geteuid(), stat(workPath + "/..", &parent) == 0, parent.permissions & 0o1000 != 0,
            parent.permissions & 0o022 != 0, status.st_uid != parent.st_uid
        {
            return .otherOwner
        }
        return try OpenDirectory(path: workPath).names().filter { !Self.isOwn($0) }
            .min { $0.lexicographicallyPrecedes($1) }
            .map { .file(String(decoding: $0, as: UTF8.self)) }
    }

    /// Whether a name is one that this program gives to what it builds a tree of.
    private static func isOwn(_ name: [UInt8]) -> Bool {
        [movingName, storeName, ScratchLayout.lockName].contains { $0.utf8.elementsEqual(name) }
            || TreeBuild.isOwn(name)
    }

    /// Removes the files that a killed process has moved into a mount point.
    package func clear() throws(LayerError) {
        let directory = try OpenDirectory(path: path)
        for name in try directory.names() where name != Self.systemName && name != Array(Self.workName.utf8) {
            try directory.remove(name[...])
        }
    }

    /// Gives the finished tree at `tree` this location, marked with the digest of its image.
    package func publish(_ tree: String, image: String) throws(LayerError) {
        let directory = try OpenDirectory(path: tree)
        guard !isMountPoint else { return try move(directory, image: image) }
        try Self.mark(directory, image: image)
        let status = try directory.status()
        let rights = WritingRights(keepsOwners: false)
        // A directory that moves gets another parent, for which it must be writable.
        if rights.lacksAccess(status) { try directory.attributes.setMode(status.permissions | 0o700) }
        guard rename(tree, path) == 0 else { throw .store(.system(.renaming, path: path, code: errno)) }
        if rights.lacksAccess(status) { try directory.attributes.setMode(status.permissions) }
        try directory.attributes.setTime(status.modified)
    }

    /// Moves the files of a tree into the mount point.
    private func move(_ tree: OpenDirectory, image: String) throws(LayerError) {
        let (target, work) = (try OpenDirectory(path: path), try OpenDirectory(path: workPath))
        _ = try work.makeDirectory(Array(Self.movingName.utf8)[...], mode: 0o700)
        let status = try tree.status()
        let rights = WritingRights(keepsOwners: geteuid() == 0)
        if rights.lacksAccess(status) { try tree.attributes.setMode(status.permissions | 0o700) }
        for name in try tree.names() {
            if name == Self.systemName { try target.remove(name[...]) }
            try target.take(name[...], from: tree)
        }
        if rights.keepsOwners { try target.attributes.setOwner(status.st_uid, status.st_gid) }
        try target.attributes.setExtended(of: tree.attributes, keepsOverlay: true)
        try target.attributes.setMode(status.permissions)
        try Self.mark(target, image: image)
        try work.remove(Array(Self.movingName.utf8)[...])
        try target.attributes.setTime(status.modified)
    }

    /// Marks a tree as finished; without the mark, it is complete, too, but not recognized later.
    private static func mark(_ directory: OpenDirectory, image: String) throws(LayerError) {
        for mark in marks where try directory.attributes.set(mark, Array(image.utf8)) { return }
    }
}
