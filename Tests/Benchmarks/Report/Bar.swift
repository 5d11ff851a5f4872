/// One bar of a chart: a ratio, and how it spread.
struct Bar: Equatable, Sendable {
    /// What stands before it.
    let label: String
    /// Its length is the median; its whisker goes from minimum to maximum.
    let spread: Spread
}
