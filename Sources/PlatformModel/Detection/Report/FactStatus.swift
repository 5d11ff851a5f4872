/// How sure a fact is.
public enum FactStatus: String, Hashable, Sendable {
    /// A probe answered.
    case proved
    /// No probe answered; this is what such machines usually are.
    case assumed
    /// No probe answered, and nothing is assumed.
    case unknown
}
