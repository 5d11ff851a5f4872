import ImageModel
import MirrorModel
import RegistryProtocol

/// Reads podman's `registries.conf` and its drop-in files (containers-registries.conf(5), containers-config(5)).
struct PodmanMirrors: MirrorReader {
    /// The main files; the first one that exists counts.
    let files: [String]
    /// The folders with drop-in files.
    let folders: [String]
    /// The files that environment variables name; they must exist.
    let named: (main: String?, last: String?)
    /// The files that podman writes itself, with the aliases that its user has chosen.
    let aliasFiles: [String]

    /// The files that podman uses, the user's own before the system's.
    ///
    /// If `CONTAINERS_REGISTRIES_CONF` is set, it names the only file. The file that `CONTAINERS_REGISTRIES_CONF_OVERRIDE`
    /// names is read after all others.
    init(environment: ClientEnvironment, root: String) {
        let last = environment.value("CONTAINERS_REGISTRIES_CONF_OVERRIDE")
        let cache = environment.value("XDG_CACHE_HOME") ?? environment.home(".cache")
        let aliasFolders = environment.userID == 0 ? [root + "/var/cache"] : [cache].compactMap(\.self)
        let aliasFiles = aliasFolders.map { $0 + "/containers/short-name-aliases.conf" }
        if let path = environment.value("CONTAINERS_REGISTRIES_CONF") {
            self.init(files: [], folders: [], named: (path, last), aliasFiles: aliasFiles)
            return
        }
        let name = "containers/registries"
        let system = ["/etc/\(name)", "/usr/share/\(name)"]
        self.init(
            files: environment.configurationPaths(name + ".conf", system: system.map { $0 + ".conf" }, root: root),
            folders: environment.configurationPaths(
                name + ".conf.d", system: system.flatMap { Self.dropInFolders($0, userID: environment.userID) },
                root: root),
            named: (nil, last), aliasFiles: aliasFiles)
    }

    /// These files and folders only.
    init(
        files: [String], folders: [String], named: (main: String?, last: String?) = (nil, nil),
        aliasFiles: [String] = []
    ) {
        self.files = files
        self.folders = folders
        self.named = named
        self.aliasFiles = aliasFiles
    }

    /// The system's folders with drop-in files for one user, those of the highest precedence first.
    private static func dropInFolders(_ base: String, userID: UInt32?) -> [String] {
        let general = "\(base).conf.d"
        guard let userID else { return [general] }
        guard userID > 0 else { return ["\(base).rootful.conf.d", general] }
        return ["\(base).rootless.conf.d/\(userID)", "\(base).rootless.conf.d", general]
    }

    /// Reads the first main file that exists, and then the `*.conf` files of all folders in the order of their names.
    ///
    /// If several folders contain a file of the same name, the one in the first folder counts.
    /// - Throws: the fault of a file that cannot be read as a whole, because it may block the image.
    func read(
        for image: Reference
    ) throws(ConfigurationError) -> (rules: [any MirrorRules], faults: [ConfigurationError]) {
        var content = Content()
        if let path = named.main { try content.addRequired(path) }
        for path in files where try content.add(path) { break }
        for path in try dropIns() { _ = try content.add(path) }
        if let path = named.last { try content.addRequired(path) }
        content.addAliases(in: aliasFiles)
        return ([content.rules], content.faults)
    }

    private func dropIns() throws(ConfigurationError) -> [String] {
        var paths: [String: String] = [:]
        for folder in folders {
            if ConfigurationFile.exists(folder), !ConfigurationFile.isReadable(folder) {
                throw ConfigurationError(.unreadable(reason: "Permission denied"), at: .file(path: folder))
            }
            for name in ConfigurationFile.names(in: folder) where name.hasSuffix(".conf") && paths[name] == nil {
                let path = "\(folder)/\(name)"
                if !ConfigurationFile.isDirectory(path) { paths[name] = path }
            }
        }
        return paths.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
    }

    /// What the files say together.
    private struct Content {
        var rules = RegistryRules()
        var faults: [ConfigurationError] = []

        /// Adds the settings of one file; `false` if the file does not exist.
        mutating func add(_ path: String) throws(ConfigurationError) -> Bool {
            guard let bytes = try ConfigurationFile.bytes(of: path) else { return false }
            var reader = RegistriesFileReader(path: path, shortNames: rules.shortNames)
            rules.add(try reader.rules(parsing: bytes))
            rules.shortNames = reader.shortNames
            faults += reader.faults
            return true
        }

        /// Adds the settings of a file that the user has named, so it is an error if it does not exist.
        mutating func addRequired(_ path: String) throws(ConfigurationError) {
            guard try add(path) else {
                throw ConfigurationError(.unreadable(reason: "No such file or directory"), at: .file(path: path))
            }
        }

        /// Adds the aliases in files that contain nothing else, and therefore block no image.
        mutating func addAliases(in paths: [String]) {
            for path in paths {
                do throws(ConfigurationError) {
                    _ = try add(path)
                } catch {
                    faults.append(error)
                }
            }
        }
    }
}

/// Reads podman's `registries.conf`.
///
/// An error within a table is stored with the table, because it affects only the images that the table applies to. A table
/// whose prefix cannot be read invalidates the file, because it may block any image.
struct RegistriesFileReader {
    /// The file's path.
    private let path: String
    /// The settings that were ignored, and why.
    private(set) var faults: [ConfigurationError] = []
    /// The settings about names without a registry, in this file and those before it.
    private(set) var shortNames: ShortNames

    /// A reader for the file at `path`, which is read after others with `shortNames`.
    init(path: String, shortNames: ShortNames = ShortNames()) {
        self.path = path
        self.shortNames = shortNames
    }

    /// The keys of the file outside tables.
    private static let fileKeys = [
        "registry", "aliases", "unqualified-search-registries", "short-name-mode", "credential-helpers",
        "additional-layer-store-auth-helper",
    ]
    /// The keys of a `[[registry]]` table.
    private static let tableKeys = [
        "prefix", "location", "insecure", "blocked", "mirror-by-digest-only", "mirror", "pull-from-mirror", "proxy",
    ]
    /// The keys of a `[[registry.mirror]]` table.
    private static let mirrorKeys = ["location", "insecure", "pull-from-mirror", "namespace-proxy", "proxy"]

    /// The tables of the file.
    mutating func rules(parsing bytes: [UInt8]) throws(ConfigurationError) -> [RegistryRule] {
        let root = try TOMLSection(parsing: bytes, file: path)
        // Version 1 of the format has its lists in [registries.search], [registries.insecure] and [registries.block].
        if root.has("registries") { throw ConfigurationError(.firstFormat, at: root.source("registries")) }
        noteUnknownKeys(of: root, Self.fileKeys)
        var rules: [RegistryRule] = []
        for table in try root.sections("registry") { rules.append(try rule(table)) }
        do throws(ConfigurationError) {
            try readShortNames(root)
        } catch {
            faults.append(error)
        }
        return rules
    }

    private mutating func noteUnknownKeys(of table: TOMLSection, _ known: [String]) {
        faults += table.keys(besides: known).map { ConfigurationError(.unknownKey($0), at: table.source($0)) }
    }

    private mutating func readShortNames(_ root: TOMLSection) throws(ConfigurationError) {
        let key = "unqualified-search-registries"
        if root.has(key) {
            shortNames.search(try root.texts(key).first.map { ShortNames.Target(name: $0, source: root.source(key)) })
        }
        guard let aliases = try root.section("aliases") else { return }
        for (name, target, source) in try aliases.texts() {
            shortNames.add(alias: name, ShortNames.Target(name: target, source: source))
        }
    }

    private mutating func rule(_ table: TOMLSection) throws(ConfigurationError) -> RegistryRule {
        let source = table.source(part: "[[registry]]")
        let written = try table.text("prefix") ?? ""
        let key = written.isEmpty ? "location" : "prefix"
        guard let text = try table.text(key), !text.isEmpty else {
            throw ConfigurationError(.missing(key: "location"), at: source)
        }
        let prefix = try RulePrefix(parsing: text, key: key, source: table.source(key))
        noteUnknownKeys(of: table, Self.tableKeys)
        var rule = RegistryRule(prefix: prefix, location: nil, source: source)
        do throws(ConfigurationError) {
            rule.isBlocked = try table.flag("blocked")
            rule.isInsecure = try table.flag("insecure")
            rule.proxy = try table.proxy("proxy")
            rule.location = try location(table)
            guard rule.location != nil || prefix.isWildcard else {
                throw ConfigurationError(.missing(key: "location"), at: source)
            }
            if table.has("pull-from-mirror") {
                throw ConfigurationError(
                    .together("[[registry]]", "pull-from-mirror"), at: table.source("pull-from-mirror"))
            }
            rule.mirrors = try mirrors(table)
        } catch {
            rule.error = error
        }
        return rule
    }

    private mutating func mirrors(_ table: TOMLSection) throws(ConfigurationError) -> [RegistryRule.Mirror] {
        let byDigestOnly = try table.flag("mirror-by-digest-only")
        var mirrors: [RegistryRule.Mirror] = []
        for inner in try table.sections("mirror") {
            let source = inner.source(part: "[[registry.mirror]]")
            noteUnknownKeys(of: inner, Self.mirrorKeys)
            guard let location = try location(inner) else {
                throw ConfigurationError(.missing(key: "location"), at: source)
            }
            var mirror = RegistryRule.Mirror(location: location, source: source)
            mirror.isInsecure = try inner.flag("insecure")
            mirror.proxy = try inner.proxy("proxy")
            mirror.namespace = try inner.text("namespace-proxy").flatMap { $0.isEmpty ? nil : $0 }
            let use = try use(of: inner)
            if byDigestOnly, use != nil {
                throw ConfigurationError(
                    .together("mirror-by-digest-only", "pull-from-mirror"), at: inner.source("pull-from-mirror"))
            }
            mirror.use = byDigestOnly ? .digestOnly : use ?? .all
            mirrors.append(mirror)
        }
        return mirrors
    }

    private func use(of mirror: TOMLSection) throws(ConfigurationError) -> RegistryRule.MirrorUse? {
        let key = "pull-from-mirror"
        guard let word = try mirror.text(key), !word.isEmpty else { return nil }
        guard let use = RegistryRule.MirrorUse(rawValue: word) else {
            let known = RegistryRule.MirrorUse.allCases.map(\.rawValue)
            throw ConfigurationError(.unknownValue(key: key, value: word, known: known), at: mirror.source(key))
        }
        return use
    }

    private func location(_ table: TOMLSection) throws(ConfigurationError) -> RuleLocation? {
        guard let text = try table.text("location"), !text.isEmpty else { return nil }
        return try RuleLocation(parsing: text, source: table.source("location"))
    }
}
