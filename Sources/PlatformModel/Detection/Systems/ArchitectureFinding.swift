/// What was found out about the architecture of a host.
struct ArchitectureFinding: Hashable, Sendable {
    /// The architecture, when the tables know it.
    let architecture: Architecture?
    /// Its canonical name, or the machine's own word for it in lower case.
    let name: String
    /// The level that the machine's word implies (`armv7`: v7).
    let impliedLevel: String?
    /// The key of the probe that said it; none when nothing was answered.
    let key: String?

    /// Takes the first of some keys under which a name stands.
    init(_ recording: Recording, keys: [String], catalog: PlatformCatalog) {
        let key = keys.first { recording.text($0)?.isEmpty == false }
        self.init(word: key.flatMap { recording.text($0) }, key: key, catalog: catalog)
    }

    /// Reads a machine's word for its architecture, which stands under `key`.
    init(word: String?, key: String?, catalog: PlatformCatalog) {
        architecture = word.flatMap { catalog.architecture(named: $0) }
        name = architecture?.name ?? word?.lowercased() ?? "unknown"
        impliedLevel = word.flatMap { catalog.names.impliedVariant(of: $0) }
        self.key = key
    }

    /// An architecture that another probe than a name told.
    init(_ architecture: Architecture, key: String) {
        self.architecture = architecture
        name = architecture.name
        impliedLevel = nil
        self.key = key
    }
}
