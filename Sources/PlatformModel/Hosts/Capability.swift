/// Whether a host can do something that not all of its kind can.
public enum Capability: Hashable, Sendable {
    /// A probe showed that it can.
    case proved
    /// A probe showed that it cannot; the text is what the probe said.
    case refuted(proof: String)
    /// No probe told; it counts as able.
    case unknown

    /// What refutes the ability, if something does.
    package var refutation: String? {
        guard case .refuted(let proof) = self else { return nil }
        return proof
    }
}

/// Whether a host runs the code of its architecture's 32-bit sibling.
public typealias Compat32 = Capability
