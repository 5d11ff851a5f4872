import PlatformModel

/// A container engine of this machine, or one that its settings name, and its answer.
package struct Engine: Hashable, Sendable {
    /// How it is reached.
    package var endpoint: EngineEndpoint
    /// What it said of itself.
    package var answer: Answer

    /// The outcome of asking an engine.
    package enum Answer: Hashable, Sendable {
        /// The engine answered.
        case facts(EngineFacts)
        /// It did not.
        case fault(EngineFault)
    }

    /// An engine with its answer.
    package init(_ endpoint: EngineEndpoint, _ answer: Answer) {
        self.endpoint = endpoint
        self.answer = answer
    }

    /// What it said of itself; `nil` if it did not answer.
    package var facts: EngineFacts? {
        if case .facts(let facts) = answer { facts } else { nil }
    }

    /// The kind of engine: as it says, otherwise what is expected there.
    package var kind: EngineKind { facts?.kind ?? endpoint.kind }

    /// Its kind and address, for sentences.
    package var label: String { "\(kind.rawValue) at \(endpoint.address)" }
}

/// What an engine says of itself, as far as it matters for images.
package struct EngineFacts: Hashable, Sendable {
    /// The kind of engine.
    package var kind: EngineKind
    /// The platform that it was built for; `nil` if it does not say.
    package var platform: Platform?
    /// The architecture of the kernel that it runs on, in the kernel's words; `nil` if it does not say.
    package var kernelArchitecture: String?
    /// Its version.
    package var version = ""
    /// The version of its API.
    package var apiVersion: String?
    /// The name and version of the system around it, such as that of Docker's virtual machine.
    package var system: String?
    /// The stores that it can unpack images to; the first is the one that it uses if it says so.
    package var stores: [EngineStore] = []
    /// The mirrors of Docker Hub, or of the registry in front of ` = `; without passwords.
    package var mirrors: [String] = []
    /// The registries that it asks without checking a certificate.
    package var insecureRegistries: [String] = []
    /// The directory of its registry settings; `nil` if it has none or does not say.
    package var registryDirectory: String?
    /// Whether it runs without the rights of root.
    package var isRootless = false
    /// Whether its experimental features are on.
    package var isExperimental = false
    /// The architectures that it says it emulates.
    package var emulated: [String] = []

    /// An engine that says nothing else.
    package init(kind: EngineKind) {
        self.kind = kind
    }
}

/// A store that an engine unpacks images to.
package struct EngineStore: Hashable, Sendable {
    /// The kinds of stores, which differ in how an entry of an index is chosen.
    package enum Kind: String, Hashable, Sendable {
        /// A graph driver of Docker or of containers/storage.
        case graphDriver = "graph driver"
        /// A snapshotter of containerd.
        case snapshotter
    }

    /// The kind of store.
    package let kind: Kind
    /// The driver or snapshotter, such as `overlay2`.
    package let driver: String

    /// A store with this driver.
    package init(_ kind: Kind, driver: String) {
        self.kind = kind
        self.driver = driver
    }
}
