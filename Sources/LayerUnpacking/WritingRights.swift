import CFileTree
import LayerReading

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What this process may do with files, and what a new file has by itself, so that only the rest is set.
struct WritingRights: Sendable {
    /// Whether files get the owners that the layer names.
    let keepsOwners: Bool
    /// The owner of new files.
    private let user = geteuid()
    private let group = getegid()
    /// The mode bits that new files do not get.
    private let umask: UInt32

    /// The rights of this process now.
    init(keepsOwners: Bool) {
        self.keepsOwners = keepsOwners
        let mask = resolve_umask()
        umask = mask < 0 ? 0o777 : UInt32(mask)
    }

    /// Prepares the root of a layer, whose own parent may hand down access rules, a group and a mode.
    func begin(_ root: OpenDirectory) throws(LayerError) {
        try root.attributes.removeAll()
        if keepsOwners { try root.attributes.setOwner(0, 0) }
        try root.attributes.setMode(0o755)
    }

    /// Whether a new file of a member does not have its mode yet.
    func needsMode(_ mode: UInt32) -> Bool { mode & ~0o777 != 0 || mode & umask != 0 }

    /// Whether a new directory of a member does not have its mode yet; `isInherited` says that its parent hands down its group.
    func needsMode(ofDirectory mode: UInt32, isInherited: Bool) -> Bool {
        // Set-group-ID is handed down.
        needsMode(mode) || isInherited
    }

    /// Whether a new file of a member does not have its owner yet; `isInherited` says that its parent hands down its group.
    func needsOwner(_ member: LayerMember, isInherited: Bool) -> Bool {
        keepsOwners && ((member.owner, member.group) != (user, group) || isInherited)
    }

    /// Gives a new directory without an entry of its own the owner root and the mode 0755; `isInherited` says that its parent
    /// hands down its group.
    func makeUsual(_ directory: OpenDirectory, isInherited: Bool) throws(LayerError) {
        if keepsOwners, (user, group) != (0, 0) || isInherited { try directory.attributes.setOwner(0, 0) }
        if needsMode(0o755) || isInherited { try directory.attributes.setMode(0o755) }
    }

    /// Lets a user without the rights of root list and change a directory of their own. Returns its mode before, if that was
    /// changed.
    func makeAccessible(_ name: Name, in parent: OpenDirectory) throws(LayerError) -> UInt32? {
        guard user != 0, let status = try parent.status(name), status.isDirectory, lacksAccess(status) else {
            return nil
        }
        try parent.setMode(name, status.permissions | 0o700)
        return status.permissions
    }

    /// Does the same with an open directory.
    func makeAccessible(_ directory: OpenDirectory) throws(LayerError) -> UInt32? {
        guard user != 0 else { return nil }
        let status = try directory.status()
        guard lacksAccess(status) else { return nil }
        try directory.attributes.setMode(status.permissions | 0o700)
        return status.permissions
    }

    /// Whether this user cannot list or change a directory of their own.
    func lacksAccess(_ status: stat) -> Bool {
        user != 0 && status.st_uid == user && status.permissions & 0o700 != 0o700
    }

    /// Gives the file of a hard link the attributes in the link's own entry, which are usually those that it has.
    func adjust(
        _ name: Name, in directory: OpenDirectory, _ status: stat, to member: LayerMember
    ) throws(LayerError) {
        let hasOwner = !keepsOwners || (status.st_uid, status.st_gid) == (member.owner, member.group)
        if !hasOwner { try directory.setOwner(name, member.owner, member.group) }
        if !status.isLink, status.permissions != member.mode || !hasOwner {
            try directory.setMode(name, member.mode)
        }
        if status.modified != member.time { try directory.setTime(name, member.time) }
    }
}

extension stat {
    /// Whether this is a directory.
    var isDirectory: Bool { st_mode & S_IFMT == S_IFDIR }
    /// Whether this is a symbolic link.
    var isLink: Bool { st_mode & S_IFMT == S_IFLNK }
    /// The lowest 12 bits of the mode.
    var permissions: UInt32 { UInt32(st_mode) & 0o7777 }
    /// The time of the last change of the content.
    var modified: timespec {
        #if canImport(Darwin)
            st_mtimespec
        #else
            st_mtim
        #endif
    }

    /// Whether both are the same file.
    func isSameFile(as other: stat) -> Bool { st_dev == other.st_dev && st_ino == other.st_ino }
}

extension LayerMember {
    /// The time of the last change of the content.
    var time: timespec { timespec(tv_sec: Int(modifiedSeconds), tv_nsec: Int(modifiedNanoseconds)) }
}

/// Whether two times are equal.
func == (one: timespec, other: timespec) -> Bool { (one.tv_sec, one.tv_nsec) == (other.tv_sec, other.tv_nsec) }

/// Whether two times differ.
func != (one: timespec, other: timespec) -> Bool { !(one == other) }
