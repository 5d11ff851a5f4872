import PlatformModel

/// The handlers that the kernel knows: /proc/sys/fs/binfmt_misc.
enum BinaryFormatsFolder {
    private static let path = "/proc/sys/fs/binfmt_misc"

    /// The text of every handler's file; `status` only where all of them are switched off.
    static func value() -> ProbeValue {
        // The folder exists without the file system in it, too; then it has no `status`.
        guard let names = FileAccess.names(in: path), let status = text(of: "status") else { return .missing }
        var table: [String: String] = [:]
        for name in names where name != "register" && name != "status" { table[name] = text(of: name) }
        if status.hasPrefix("disabled") { table["status"] = "disabled" }
        return .table(table)
    }

    private static func text(of name: String) -> String? {
        FileAccess.text(of: path + "/" + name, limit: 1 << 12)
    }
}
