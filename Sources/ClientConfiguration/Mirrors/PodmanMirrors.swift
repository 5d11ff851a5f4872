import ImageModel
import MirrorModel
import RegistryProtocol

/// Reads podman's `registries.conf` and its drop-in files (containers-registries.conf(5)).
struct PodmanMirrors: MirrorReader {
    /// The main files; the first one that exists counts.
    let files: [String]
    /// The folders with drop-in files.
    let folders: [String]

    /// The files that podman uses, the user's own before the system's.
    ///
    /// If `CONTAINERS_REGISTRIES_CONF` is set, it names the only file.
    init(environment: ClientEnvironment, root: String) {
        if let path = environment.value("CONTAINERS_REGISTRIES_CONF") {
            self.init(files: [path], folders: [])
            return
        }
        let name = "containers/registries.conf"
        self.init(
            files: environment.configurationPaths(name, system: ["/etc/\(name)", "/usr/share/\(name)"], root: root),
            folders: environment.configurationPaths(
                name + ".d", system: ["/etc/\(name).d", "/usr/share/\(name).d"], root: root))
    }

    /// These files and folders only.
    init(files: [String], folders: [String]) {
        self.files = files
        self.folders = folders
    }

    /// Reads the first main file that exists, and then the `*.conf` files of all folders in the order of their names.
    ///
    /// If several folders contain a file of the same name, the one in the first folder counts.
    /// - Throws: the fault of a file that cannot be read as a whole, because it may block the image.
    func read(
        for image: Reference
    ) throws(ConfigurationError) -> (rules: (any MirrorRules)?, faults: [ConfigurationError]) {
        var rules = RegistryRules()
        var faults: [ConfigurationError] = []
        for path in files {
            guard try Self.add(path, to: &rules, &faults) else { continue }
            break
        }
        for path in dropIns { _ = try Self.add(path, to: &rules, &faults) }
        return (rules, faults)
    }

    /// Adds the tables of one file; `false` if the file does not exist.
    private static func add(
        _ path: String, to rules: inout RegistryRules, _ faults: inout [ConfigurationError]
    ) throws(ConfigurationError) -> Bool {
        guard let bytes = try ConfigurationFile.bytes(of: path) else { return false }
        var reader = RegistriesFileReader(path: path)
        rules.add(try reader.rules(parsing: bytes))
        faults += reader.faults
        return true
    }

    private var dropIns: [String] {
        var paths: [String: String] = [:]
        for folder in folders {
            for name in ConfigurationFile.names(in: folder) where name.hasSuffix(".conf") && paths[name] == nil {
                let path = "\(folder)/\(name)"
                if !ConfigurationFile.isDirectory(path) { paths[name] = path }
            }
        }
        return paths.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map(\.value)
    }
}

/// Reads podman's `registries.conf`.
///
/// An error within a table is stored with the table, because it affects only the images that the table applies to. A table
/// whose prefix cannot be read is ignored and reported.
struct RegistriesFileReader {
    /// The file's path.
    private let path: String
    /// The tables that were ignored, and why.
    private(set) var faults: [ConfigurationError] = []

    /// A reader for the file at `path`.
    init(path: String) {
        self.path = path
    }

    /// The tables of the file.
    mutating func rules(parsing bytes: [UInt8]) throws(ConfigurationError) -> [RegistryRule] {
        let root = try TOMLSection(parsing: bytes, file: path)
        // Version 1 of the format has its lists in [registries.search], [registries.insecure] and [registries.block].
        if root.has("registries") { throw ConfigurationError(.firstFormat, at: root.source("registries")) }
        var rules: [RegistryRule] = []
        for table in try root.sections("registry") {
            do throws(ConfigurationError) {
                rules.append(try rule(table))
            } catch {
                faults.append(error)
            }
        }
        return rules
    }

    private func rule(_ table: TOMLSection) throws(ConfigurationError) -> RegistryRule {
        let source = table.source(part: "[[registry]]")
        let written = try table.text("prefix") ?? ""
        let key = written.isEmpty ? "location" : "prefix"
        guard let text = try table.text(key), !text.isEmpty else {
            throw ConfigurationError(.missing(key: "location"), at: source)
        }
        let prefix = try RulePrefix(parsing: text, source: table.source(key))
        var rule = RegistryRule(prefix: prefix, location: nil, source: source)
        do throws(ConfigurationError) {
            rule.isBlocked = try table.flag("blocked")
            rule.isInsecure = try table.flag("insecure")
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

    private func mirrors(_ table: TOMLSection) throws(ConfigurationError) -> [RegistryRule.Mirror] {
        let byDigestOnly = try table.flag("mirror-by-digest-only")
        var mirrors: [RegistryRule.Mirror] = []
        for inner in try table.sections("mirror") {
            let source = inner.source(part: "[[registry.mirror]]")
            guard let location = try location(inner) else {
                throw ConfigurationError(.missing(key: "location"), at: source)
            }
            var mirror = RegistryRule.Mirror(location: location, source: source)
            mirror.isInsecure = try inner.flag("insecure")
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
