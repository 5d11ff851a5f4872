/// How the names of architectures and operating systems fold to canonical ones.
struct NameIndex: Sendable {
    private var architectures: [String: (architecture: Architecture, variant: String?)] = [:]
    private var systems: [String: OperatingSystem] = [:]

    /// Indexes names and aliases.
    init(architectures: [Architecture], systems: [OperatingSystem]) {
        for architecture in architectures {
            self.architectures[architecture.name] = (architecture, nil)
            for alias in architecture.aliases {
                self.architectures[alias.name] = (architecture, alias.variant)
            }
        }
        for system in systems {
            for name in [system.name] + system.aliases { self.systems[name] = system }
        }
    }

    /// The architecture of a name or alias.
    func architecture(named name: String) -> Architecture? {
        architectures[name.lowercased()]?.architecture
    }

    /// The level that an alias implies, such as `v7` for `armhf`.
    func impliedVariant(of name: String) -> String? {
        architectures[name.lowercased()]?.variant
    }

    /// The operating system of a name or alias.
    func operatingSystem(named name: String) -> OperatingSystem? {
        systems[name.lowercased()]
    }

    /// Every name and alias of an architecture.
    var architectureNames: [String] { Array(architectures.keys) }

    /// Every name and alias of an operating system.
    var systemNames: [String] { Array(systems.keys) }
}
