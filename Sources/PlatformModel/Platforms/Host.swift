/// The facts about one machine that the choice of an image depends on.
public struct Host: Hashable, Sendable {
    /// The machine's platform, normalized. Its variant is the proved CPU level; `nil` means the baseline.
    public var platform: Platform
    /// How well the CPU level is known.
    public var level: LevelStatus
    /// Whether code of the architecture's 32-bit sibling runs.
    public var compat32: Capability
    /// Whether images of guest operating systems run, such as Linux images on FreeBSD.
    public var guests: Capability
    /// The emulators, in the order in which they are registered.
    public var emulators: [Emulator]
    /// The Windows product line; `nil` if it is unknown or the machine does not run Windows.
    public var windowsProduct: WindowsProduct?
    /// Whether the machine is a Nano Server, which lacks `win32k.sys`; `nil` if unknown.
    public var isNanoServer: Bool?
    /// The size of a page of memory in bytes; `nil` if unknown. A program whose segments are aligned to less does not start.
    public var pageSize: Int64?

    /// Creates a host; facts that are not given are unknown.
    public init(
        platform: Platform,
        level: LevelStatus = .proved,
        compat32: Capability = .unknown,
        guests: Capability = .unknown,
        emulators: [Emulator] = [],
        windowsProduct: WindowsProduct? = nil,
        isNanoServer: Bool? = nil,
        pageSize: Int64? = nil
    ) {
        self.platform = platform
        self.level = level
        self.compat32 = compat32
        self.guests = guests
        self.emulators = emulators
        self.windowsProduct = windowsProduct
        self.isNanoServer = isNanoServer
        self.pageSize = pageSize
    }
}

/// How well the CPU level of a host is known.
public enum LevelStatus: Hashable, Sendable {
    /// Probes, or the user, established it.
    case proved
    /// It was inferred from other facts.
    case assumed
    /// It is unknown; `probe` names the probe that did not show it.
    case unknown(probe: String)

    /// Whether the level is proved or assumed.
    package var isKnown: Bool {
        switch self {
        case .proved, .assumed: return true
        case .unknown: return false
        }
    }
}

/// Whether a host has an ability that not every host of its kind has.
public enum Capability: Hashable, Sendable {
    /// A probe showed that the host has it.
    case proved
    /// A probe showed that the host lacks it; `proof` is what the probe reported.
    case refuted(proof: String)
    /// No probe answered; the host is assumed to have it.
    case unknown

    /// The proof that the host lacks the ability; `nil` unless refuted.
    package var refutation: String? {
        guard case .refuted(let proof) = self else { return nil }
        return proof
    }
}

/// A program on a host that runs code of another architecture.
public struct Emulator: Hashable, Sendable {
    /// The name under which it is registered.
    public var handler: String
    /// The canonical name of the architecture that it runs.
    public var architecture: String
    /// Whether it works in a container that does not contain the program (flag F of binfmt_misc).
    public var fixesBinary: Bool
    /// A remark for readers.
    public var note: String?

    /// Creates an emulator.
    public init(handler: String, architecture: String, fixesBinary: Bool, note: String? = nil) {
        self.handler = handler
        self.architecture = architecture
        self.fixesBinary = fixesBinary
        self.note = note
    }
}
