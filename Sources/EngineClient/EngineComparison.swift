import PlatformModel

/// A point in which an engine differs from the host or from another engine, so that it may take another image.
package enum EngineDifference: Hashable, Sendable, CustomStringConvertible {
    /// The engine runs another operating system or architecture than the host.
    case platform(engine: String, Platform, host: Platform)
    /// The engine was built for the 32-bit sibling of the architecture of its kernel.
    case narrow(engine: String, Platform, kernel: String)
    /// The engine runs on a kernel with another architecture than the host: in a virtual machine or on another one.
    case kernel(engine: String, String, host: Platform)
    /// The engine names another CPU level than the host's.
    case level(engine: String, Platform, host: Platform)
    /// Two engines run different platforms.
    case engines(String, Platform, other: String, Platform)
    /// One Docker engine keeps images in a graph driver, the other one in containerd's store.
    case stores(graphDriver: String, snapshotter: String)
    /// An engine asks mirrors, the other one does not.
    case mirrors(engine: String, other: String)
    /// The variable makes the `docker` command ask for another platform than the engine's.
    case defaultPlatform(String, engine: String, Platform)
    /// The `docker` command uses an engine that is not Docker.
    case command(engine: String)

    /// Its word in JSON.
    package var word: String {
        switch self {
        case .platform: "platform"
        case .narrow: "32-bit-engine"
        case .kernel: "kernel"
        case .level: "level"
        case .engines: "engines"
        case .stores: "stores"
        case .mirrors: "mirrors"
        case .defaultPlatform: "default-platform"
        case .command: "command"
        }
    }

    /// The difference as a sentence.
    package var description: String {
        switch self {
        case .platform(let engine, let platform, let host):
            "\(engine) runs \(platform.short), and this host is \(host.short): they take different entries of an index"
        case .narrow(let engine, let platform, let kernel):
            "\(engine) is built for \(platform.architecture) on a kernel for \(kernel): it takes images for "
                + platform.short
        case .kernel(let engine, let kernel, let host):
            "\(engine) runs on a kernel for \(kernel), and this host is \(host.short)"
        case .level(let engine, let platform, let host):
            "\(engine) takes images for \(platform.short), and this host is \(host.short)"
        case .engines(let one, let platform, let other, let second):
            "\(one) runs \(platform.short), and \(other) runs \(second.short)"
        case .stores(let graphDriver, let snapshotter):
            "\(graphDriver) keeps images in a graph driver, and \(snapshotter) in the containerd store: "
                + "they choose differently (resolve explain --clients)"
        case .mirrors(let engine, let other): "\(engine) pulls through mirrors, and \(other) does not"
        case .defaultPlatform(let value, let engine, let platform):
            "DOCKER_DEFAULT_PLATFORM requests \(value), and \(engine) runs \(platform.short)"
        case .command(let engine): "the docker command uses \(engine)"
        }
    }
}

/// Compares engines with the host and with one another.
package struct EngineComparison: Sendable {
    private let host: Platform
    private let catalog: PlatformCatalog

    /// A comparison with a host.
    package init(host: Platform, catalog: PlatformCatalog) {
        self.host = host
        self.catalog = catalog
    }

    /// The differences of the engines that answered, each engine's own first.
    ///
    /// - Parameter defaultPlatform: the value of `DOCKER_DEFAULT_PLATFORM`.
    package func differences(of engines: [Engine], defaultPlatform: String? = nil) -> [EngineDifference] {
        let answered = engines.compactMap { engine in engine.facts.map { (engine, $0) } }
        var differences = answered.flatMap { own(of: $0.0, $0.1, defaultPlatform: defaultPlatform) }
        guard let (first, facts) = answered.first else { return differences }
        for (engine, other) in answered.dropFirst() {
            guard let one = facts.platform, let two = other.platform, !isSameMachine(one, two) else { continue }
            differences.append(.engines(first.label, one, other: engine.label, two))
        }
        let docker = answered.filter { $0.1.kind == .docker }
        if let graphDriver = docker.first(where: { $0.1.stores.first?.kind == .graphDriver }),
            let snapshotter = docker.first(where: { $0.1.stores.first?.kind == .snapshotter })
        {
            differences.append(.stores(graphDriver: graphDriver.0.label, snapshotter: snapshotter.0.label))
        }
        // containerd's mirrors are files in a directory, about which it says nothing.
        let registries = answered.filter { $0.1.kind != .containerd }
        if let mirrored = registries.first(where: { !$0.1.mirrors.isEmpty }) {
            differences += registries.filter { $0.1.mirrors.isEmpty }
                .map { .mirrors(engine: mirrored.0.label, other: $0.0.label) }
        }
        return differences
    }

    private func own(of engine: Engine, _ facts: EngineFacts, defaultPlatform: String?) -> [EngineDifference] {
        var differences: [EngineDifference] = []
        if engine.endpoint.isSelected, facts.kind != .docker { differences.append(.command(engine: engine.label)) }
        guard let platform = facts.platform.map(catalog.normalized) else { return differences }
        let kernel = facts.kernelArchitecture.flatMap { catalog.architecture(named: $0)?.name }
        let isNarrow =
            kernel.map { kernel in
                catalog.siblings(of: kernel).contains { $0.sibling == platform.architecture }
            } ?? false
        if isNarrow, let kernel {
            differences.append(.narrow(engine: engine.label, platform, kernel: kernel))
        } else if !isSameMachine(platform, host) {
            differences.append(.platform(engine: engine.label, platform, host: host))
        } else if let kernel, kernel != host.architecture {
            differences.append(.kernel(engine: engine.label, kernel, host: host))
        } else if let variant = platform.variant, variant != host.variant {
            differences.append(.level(engine: engine.label, platform, host: host))
        }
        if let defaultPlatform, facts.kind == .docker, let asked = asked(defaultPlatform, of: platform),
            !isSameMachine(asked, platform)
        {
            differences.append(.defaultPlatform(asked.short, engine: engine.label, platform))
        }
        return differences
    }

    /// The platform that a variable names; a part that it does not name is the engine's.
    private func asked(_ text: String, of engine: Platform) -> Platform? {
        try? catalog.parse(text, host: engine)
    }

    private func isSameMachine(_ one: Platform, _ other: Platform) -> Bool {
        let (one, other) = (catalog.normalized(one), catalog.normalized(other))
        return one.os == other.os && one.architecture == other.architecture
    }
}
