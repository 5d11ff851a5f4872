/// What becomes of one entry.
public enum Verdict: Hashable, Sendable {
    /// The host can run it.
    case accepted(Acceptance)
    /// The host cannot run it, or it is no image.
    case refused(Refusal)

    /// Whether the host can run it.
    public var isAccepted: Bool { acceptance != nil }

    /// How it is taken, if it is.
    public var acceptance: Acceptance? {
        guard case .accepted(let acceptance) = self else { return nil }
        return acceptance
    }

    /// Why it is not taken, if it is not.
    public var refusal: Refusal? {
        guard case .refused(let refusal) = self else { return nil }
        return refusal
    }

    /// The stable word.
    public var word: String {
        switch self {
        case .accepted(let acceptance): return acceptance.word.rawValue
        case .refused(let refusal): return refusal.word.rawValue
        }
    }

    /// The word's facts.
    public var detail: String {
        switch self {
        case .accepted(let acceptance): return acceptance.detail
        case .refused(let refusal): return refusal.detail
        }
    }
}
