/// The tables of platform knowledge: their file names and columns.
enum TableKind: String, CaseIterable, Sendable {
    /// Instruction sets.
    case architectures = "architectures.tsv"
    /// CPU levels.
    case levels = "levels.tsv"
    /// 32-bit architectures beside 64-bit ones.
    case siblings = "siblings.tsv"
    /// Operating systems.
    case operatingSystems = "operating-systems.tsv"
    /// Windows builds and the containers that they run.
    case windowsBuilds = "windows-builds.tsv"
    /// Emulators by the name of their handler.
    case emulators = "emulators.tsv"
    /// What the values of an index entry say about its kind.
    case notImages = "not-images.tsv"
    /// Where the CPU features of the proofs show.
    case cpuFeatures = "cpu-features.tsv"
    /// Machines to pretend to be.
    case hosts = "hosts.tsv"

    /// The columns that the header must name.
    var required: [String] {
        switch self {
        case .architectures: return ["name", "aliases", "bits", "elf", "pe", "source"]
        case .levels: return ["architecture", "level", "spellings", "steps down to", "proof", "source"]
        case .siblings: return ["architecture", "sibling", "levels", "probes", "never on", "source"]
        case .operatingSystems: return ["name", "aliases", "guests", "version", "source"]
        case .windowsBuilds:
            return ["build", "name", "product", "process min", "process max", "hyperv min", "revision", "source"]
        case .emulators: return ["handler", "architecture", "source"]
        case .notImages: return ["kind", "value", "word", "source"]
        case .cpuFeatures: return ["proof", "probe", "order", "bit", "feature", "needs", "source"]
        case .hosts: return ["name", "facts", "source"]
        }
    }

    /// The columns that the header may name: the required ones, and those that have a default.
    var columns: [String] {
        switch self {
        case .architectures: return required + ["baseline", "baseline written", "unproved"]
        case .operatingSystems: return required + ["features"]
        case .windowsBuilds: return required + ["notes"]
        case .emulators: return required + ["level"]
        case .levels, .siblings, .notImages, .cpuFeatures, .hosts: return required
        }
    }
}
