/// Where the local store is when nobody says.
package enum StoreLocation {
    /// The folder that holds everybody's store on a machine without home folders.
    package static let system = "/var/lib/resolve"

    /// `$RESOLVE_HOME`, else `$XDG_DATA_HOME/resolve`, else `~/.local/share/resolve`, else ``system``.
    ///
    /// An empty value counts as none; so does an `XDG_DATA_HOME` that is not absolute, as its specification says.
    package static func path(resolveHome: String?, dataHome: String?, home: String?) -> String {
        if let resolveHome, !resolveHome.isEmpty { return resolveHome }
        if let dataHome, dataHome.utf8.first == UInt8(ascii: "/") { return joined(dataHome, "resolve") }
        if let home, !home.isEmpty { return joined(home, ".local/share/resolve") }
        return system
    }

    /// The folder, in the local store at `root`, of files that are wanted only while a process runs.
    package static func scratchFolder(of root: String) -> String { StorePaths(root: root).ingest }

    private static func joined(_ folder: String, _ name: String) -> String {
        folder.utf8.last == UInt8(ascii: "/") ? folder + name : "\(folder)/\(name)"
    }
}
