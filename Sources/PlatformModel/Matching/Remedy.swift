/// The option with which a refused entry would be taken.
public enum Remedy: Hashable, Sendable {
    /// An emulator of the host runs it.
    case emulated
    /// Hyper-V isolation runs it.
    case hyperV
    /// It would run if its unnamed level were this one.
    case assumeVariant(String)

    /// The option as it is typed.
    public var option: String {
        switch self {
        case .emulated: return "--emulated"
        case .hyperV: return "--hyperv"
        case .assumeVariant(let level): return "--assume-variant \(level)"
        }
    }
}
