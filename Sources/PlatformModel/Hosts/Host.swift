/// What one machine can run: the facts that the choice of an image rests on.
public struct Host: Hashable, Sendable {
    /// The machine's platform, normalised; its variant is the proved CPU level, and none means the baseline.
    public var platform: Platform
    /// How well the CPU level is known.
    public var level: LevelStatus
    /// Whether the 32-bit sibling of the architecture runs.
    public var compat32: Capability
    /// Whether images of the system's guests run, such as Linux ones on FreeBSD.
    public var guests: Capability
    /// The emulators, in the order in which they are registered.
    public var emulators: [Emulator]
    /// The line of Windows, if the machine runs it and it is known.
    public var windowsProduct: WindowsProduct?
    /// Whether the machine is proved to be, or not to be, a Nano Server, which lacks `win32k.sys`.
    public var isNanoServer: Bool?

    /// A host of these facts; what is not given is not known.
    public init(
        platform: Platform,
        level: LevelStatus = .proved,
        compat32: Capability = .unknown,
        guests: Capability = .unknown,
        emulators: [Emulator] = [],
        windowsProduct: WindowsProduct? = nil,
        isNanoServer: Bool? = nil
    ) {
        self.platform = platform
        self.level = level
        self.compat32 = compat32
        self.guests = guests
        self.emulators = emulators
        self.windowsProduct = windowsProduct
        self.isNanoServer = isNanoServer
    }
}
