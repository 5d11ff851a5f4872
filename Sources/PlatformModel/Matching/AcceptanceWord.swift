/// How an accepted entry runs, in one stable word: the first of the cases that applies.
public enum AcceptanceWord: String, Hashable, Sendable, CaseIterable {
    /// Through an emulator.
    case emulated
    /// With Hyper-V isolation only.
    case hyperv
    /// As a guest of another operating system.
    case guestOS = "guest-os"
    /// Natively; the platform was not declared, but read from the image's config.
    case fromConfig = "from-config"
    /// As 32-bit code on a 64-bit host.
    case compat32
    /// Natively, below the level that the host could use.
    case lowerLevel = "lower-level"
    /// Built for this host.
    case exact
}
