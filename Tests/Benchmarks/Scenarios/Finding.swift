/// A wanted figure, and what was seen.
struct Finding: Equatable, Sendable {
    /// The scenario's title.
    let scenario: String
    /// What is measured.
    let subject: String
    /// What is wanted of it.
    let wanted: String
    /// What was seen; nil when it could not be measured.
    let seen: Spread?
    /// The median that is still good, inclusive.
    let limit: Double

    /// Whether the median is as wanted; nil when nothing was measured.
    var isMet: Bool? { seen.map { $0.median <= limit } }
}
