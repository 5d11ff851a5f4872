/// What the user allows, or insists on, beyond the host's own facts.
public struct MatchPolicy: Hashable, Sendable {
    /// Whether entries that only an emulator runs may be taken.
    public var emulation = false
    /// Whether Windows entries that need Hyper-V isolation may be taken.
    public var hyperV = false
    /// Whether only entries equal to the wanted platform are taken.
    public var exact = false
    /// Whether the host's CPU level is ignored in favour of the architecture's baseline.
    public var baseline = false
    /// The CPU level of entries that name none, on architectures where none is safe to assume (arm).
    public var assumedVariant: String?

    /// The policy of a command without options: nothing but what the host runs by itself.
    public init() {}
}
