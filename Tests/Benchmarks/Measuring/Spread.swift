/// How values lie: the least, the middle and the greatest.
struct Spread: Equatable, Sendable {
    /// The least.
    let minimum: Double
    /// The middle: of an even number of values, halfway between the two in the middle.
    let median: Double
    /// The greatest.
    let maximum: Double

    /// A spread that is known.
    init(minimum: Double, median: Double, maximum: Double) {
        self.minimum = minimum
        self.median = median
        self.maximum = maximum
    }

    /// The spread of `values`; nil when there is none.
    init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        let middle = sorted.count / 2
        minimum = first
        maximum = last
        median = sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
    }

    /// The spread of what `values` are, each divided by the one of `others` from the same round.
    static func ratio(of values: [Double], to others: [Double]) -> Spread? {
        Spread(zip(values, others).filter { $0.1 > 0 }.map { $0.0 / $0.1 })
    }
}
