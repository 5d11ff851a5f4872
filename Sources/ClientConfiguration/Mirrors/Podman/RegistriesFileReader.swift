import MirrorModel
import RegistryProtocol

/// Reads podman's `registries.conf`.
///
/// What is wrong within a table is kept with it: it concerns the images that the table is for, and no others. A table whose
/// prefix cannot be read is left out and told.
struct RegistriesFileReader {
    /// The file's path.
    private let path: String
    /// The tables that were left out, and why.
    private(set) var faults: [SettingFault] = []

    /// Reads the file at `path`.
    init(path: String) {
        self.path = path
    }

    /// The tables of the file.
    mutating func rules(parsing bytes: [UInt8]) throws(SettingFault) -> [RegistryRule] {
        let root = try TOMLSection(parsing: bytes, file: path)
        // The first format kept its lists in [registries.search], [registries.insecure] and [registries.block].
        if root.has("registries") { throw SettingFault(.firstFormat, at: root.source("registries")) }
        var rules: [RegistryRule] = []
        for table in try root.sections("registry") {
            do throws(SettingFault) {
                rules.append(try rule(table))
            } catch {
                faults.append(error)
            }
        }
        return rules
    }

    private func rule(_ table: TOMLSection) throws(SettingFault) -> RegistryRule {
        let source = table.source(part: "[[registry]]")
        let written = try table.text("prefix") ?? ""
        let key = written.isEmpty ? "location" : "prefix"
        guard let text = try table.text(key), !text.isEmpty else {
            throw SettingFault(.missing(key: "location"), at: source)
        }
        let prefix: RulePrefix
        do throws(SettingProblem) {
            prefix = try RulePrefix(parsing: text)
        } catch {
            throw SettingFault(error, at: table.source(key))
        }
        var rule = RegistryRule(prefix: prefix, location: nil, source: source)
        do throws(SettingFault) {
            rule.isBlocked = try table.flag("blocked")
            rule.isInsecure = try table.flag("insecure")
            rule.location = try location(table)
            guard rule.location != nil || prefix.isWildcard else {
                throw SettingFault(.missing(key: "location"), at: source)
            }
            if table.has("pull-from-mirror") {
                throw SettingFault(.together("[[registry]]", "pull-from-mirror"), at: table.source("pull-from-mirror"))
            }
            rule.mirrors = try mirrors(table)
        } catch {
            rule.fault = error
        }
        return rule
    }

    private func mirrors(_ table: TOMLSection) throws(SettingFault) -> [RegistryRule.Mirror] {
        let byDigestOnly = try table.flag("mirror-by-digest-only")
        var mirrors: [RegistryRule.Mirror] = []
        for inner in try table.sections("mirror") {
            let source = inner.source(part: "[[registry.mirror]]")
            guard let location = try location(inner) else { throw SettingFault(.missing(key: "location"), at: source) }
            var mirror = RegistryRule.Mirror(location: location, source: source)
            mirror.isInsecure = try inner.flag("insecure")
            mirror.namespace = try inner.text("namespace-proxy").flatMap { $0.isEmpty ? nil : $0 }
            let use = try use(of: inner)
            if byDigestOnly, use != nil {
                throw SettingFault(
                    .together("mirror-by-digest-only", "pull-from-mirror"), at: inner.source("pull-from-mirror"))
            }
            mirror.use = byDigestOnly ? .digestOnly : use ?? .all
            mirrors.append(mirror)
        }
        return mirrors
    }

    private func use(of mirror: TOMLSection) throws(SettingFault) -> RegistryRule.MirrorUse? {
        let key = "pull-from-mirror"
        guard let word = try mirror.text(key), !word.isEmpty else { return nil }
        guard let use = RegistryRule.MirrorUse(rawValue: word) else {
            let known = RegistryRule.MirrorUse.allCases.map(\.rawValue)
            throw SettingFault(.unknownValue(key: key, value: word, known: known), at: mirror.source(key))
        }
        return use
    }

    private func location(_ table: TOMLSection) throws(SettingFault) -> RuleLocation? {
        guard let text = try table.text("location"), !text.isEmpty else { return nil }
        do throws(SettingProblem) {
            return try RuleLocation(parsing: text, key: "location")
        } catch {
            throw SettingFault(error, at: table.source("location"))
        }
    }
}
