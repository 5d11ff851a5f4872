/// Whether a CPU has a feature, as far as was asked.
enum FeatureAnswer: Hashable, Sendable {
    /// A probe shows it.
    case present
    /// A probe that would show it does not.
    case absent
    /// No probe that would show it was answered.
    case notAsked
}
