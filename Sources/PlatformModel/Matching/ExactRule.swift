/// The rule of `--exact`: only entries equal to the wanted platform.
///
/// A version counts only where it binds, and only when the wanted platform names one.
struct ExactRule: Sendable {
    /// The wanted platform, normalised.
    let wanted: Platform
    /// Whether `os.version` decides on the wanted operating system.
    let bindsVersion: Bool

    /// What a normalised platform differs in, or `nil` when it is equal.
    func refusal(of platform: Platform) -> Refusal? {
        if platform.os != wanted.os { return refusal(.os, platform.os, wanted.os) }
        if platform.architecture != wanted.architecture {
            return refusal(.architecture, platform.architecture, wanted.architecture)
        }
        if platform.variant != wanted.variant {
            return refusal(.levelTooNew, platform.variant ?? "the baseline", wanted.variant ?? "the baseline")
        }
        if platform.osFeatures != wanted.osFeatures {
            return refusal(.osFeatures, Self.list(platform.osFeatures), Self.list(wanted.osFeatures))
        }
        guard bindsVersion, let version = wanted.osVersion, platform.osVersion != version else { return nil }
        let offered = platform.osVersion ?? "none"
        guard let left = DottedVersion(offered), let right = DottedVersion(version) else {
            return refusal(.windowsVersionUnreadable, offered, version)
        }
        return left == right ? nil : refusal(left < right ? .windowsBuildOlder : .windowsBuildNewer, offered, version)
    }

    private static func list(_ features: [String]) -> String {
        features.isEmpty ? "no feature" : features.joined(separator: ", ")
    }

    private func refusal(_ word: RefusalWord, _ offered: String, _ wanted: String) -> Refusal {
        Refusal(word, "\(offered) is not \(wanted), and only an equal platform is taken (--exact)")
    }
}
