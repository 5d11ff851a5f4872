/// How the host runs a platform, when it does: all of a rank but where the entry stands.
struct Fit: Hashable, Sendable {
    /// Whether it runs as a guest of another operating system.
    var isGuest = false
    /// Whether it is 32-bit code on a 64-bit host.
    var isSibling = false
    /// The handler of the emulator that it needs.
    var emulator: String?
    /// How many emulators are registered before it.
    var emulatorsBefore = 0
    /// Whether it needs Hyper-V isolation.
    var needsHyperV = false
    /// Steps down the ladder of levels.
    var steps = 0
    /// The place of its `os.version`.
    var version: VersionPreference = .indifferent
    /// How many of the host's features it does not use.
    var unusedFeatures = 0
    /// What is worth saying of it, in the order of the rank's parts.
    var remarks: [String] = []

    /// The fifth part of the rank.
    var levelRank: Int {
        emulator == nil ? steps : emulatorsBefore * 100 + min(steps, 99)
    }

    /// The word of an entry that runs so.
    func word(isDeclared: Bool) -> AcceptanceWord {
        if emulator != nil { return .emulated }
        if needsHyperV { return .hyperv }
        if isGuest { return .guestOS }
        if !isDeclared { return .fromConfig }
        if isSibling { return .compat32 }
        return steps > 0 ? .lowerLevel : .exact
    }
}
