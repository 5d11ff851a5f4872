#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The default location of the local store.
package enum StoreLocation {
    /// The folder of the store shared by all users on a machine without home folders.
    package static let system = "/var/lib/resolve"

    /// `$RESOLVE_HOME`, else `$XDG_DATA_HOME/resolve`, else `~/.local/share/resolve`, else ``system``.
    ///
    /// An empty value counts as unset, and so does a relative `XDG_DATA_HOME`, as the XDG Base Directory Specification requires.
    package static func path(resolveHome: String?, dataHome: String?, home: String?) -> String {
        if let resolveHome, !resolveHome.isEmpty { return resolveHome }
        if let dataHome, dataHome.utf8.first == UInt8(ascii: "/") { return joined(dataHome, "resolve") }
        if let home, !home.isEmpty { return joined(home, ".local/share/resolve") }
        return system
    }

    /// The folder for scratch files: in the local store at `root` or, if nothing can be written there, a folder of this user in
    /// `temporary`. The corresponding C functions are access(2), mkdir(2) and lstat(2).
    package static func scratchFolder(of root: String, temporary: String) -> String {
        let folder = StorePaths(root: root).ingest
        let existing = ((try? PosixFileSystem().nearest(to: folder)) ?? nil)?.path ?? folder
        guard access(existing, W_OK) != 0 else { return folder }
        let own = joined(temporary, "resolve-\(geteuid())")
        mkdir(own, 0o700)
        // Another user may have made it, or may write there.
        var status = stat()
        let isOwn =
            lstat(own, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
            && status.st_mode & 0o022 == 0
        return isOwn ? own : folder
    }

    private static func joined(_ folder: String, _ name: String) -> String {
        folder.utf8.last == UInt8(ascii: "/") ? folder + name : "\(folder)/\(name)"
    }
}
