/// One thing known of a host, with its evidence: a line of `resolve host`.
public struct Fact: Hashable, Sendable {
    /// What the fact is about: `architecture`, `level`, `32-bit code`.
    public var name: String
    /// What is so.
    public var value: String
    /// The probes that say so, by their keys.
    public var source: String
    /// What those probes answered, as they answered it.
    public var raw: String
    /// How sure it is.
    public var status: FactStatus

    /// A fact with all its evidence.
    public init(name: String, value: String, source: String, raw: String, status: FactStatus) {
        self.name = name
        self.value = value
        self.source = source
        self.raw = raw
        self.status = status
    }
}
