import MirrorModel
import RegistryProtocol

/// podman's `registries.conf` and the files laid over it.
struct RegistriesFiles {
    /// The tables of all files.
    private(set) var rules = RegistryRules()
    /// The tables that were left out, and why.
    private(set) var faults: [SettingFault] = []

    /// Reads one file of `main`, the first that exists, and then the `*.conf` of all `folders` in the order of their names.
    ///
    /// Of files of the same name, the one in the first folder counts. (containers-registries.conf(5).)
    /// - Throws: the fault of a file that cannot be read as a whole: it may forbid what is asked for.
    init(main: [String], folders: [String]) throws(SettingFault) {
        for path in main {
            guard try add(path) else { continue }
            break
        }
        for path in Self.overlays(in: folders) { _ = try add(path) }
    }

    /// Lays one file over what is there; `false` where there is no such file.
    private mutating func add(_ path: String) throws(SettingFault) -> Bool {
        guard let bytes = try SettingsFile.bytes(of: path) else { return false }
        var reader = RegistriesFileReader(path: path)
        rules.add(try reader.rules(parsing: bytes))
        faults += reader.faults
        return true
    }

    private static func overlays(in folders: [String]) -> [String] {
        var paths: [String: String] = [:]
        for folder in folders {
            for name in FolderListing.names(in: folder) where name.hasSuffix(".conf") && paths[name] == nil {
                let path = "\(folder)/\(name)"
                if !FolderListing.isFolder(path) { paths[name] = path }
            }
        }
        return paths.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
    }
}
