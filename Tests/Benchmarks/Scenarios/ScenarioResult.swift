/// What the contestants of one scenario took.
struct ScenarioResult: Sendable {
    /// The name of the contestant that all others are compared with.
    static let resolve = "resolve"

    /// One contestant's runs, round by round, or why there are none.
    struct Row: Equatable, Sendable {
        let label: String
        var measurements: [Measurement] = []
        var obstacle: String?
    }

    /// The scenario's title.
    let title: String
    /// What the image is, where the title does not say it.
    var detail: String?
    /// Whether it was run to count bytes only, so that its times say nothing.
    var isCount = false
    /// The size of what a pull brings.
    let imageSize: Int
    /// One row a contestant.
    var rows: [Row]

    /// The runs of the contestant of this name.
    func measurements(of label: String) -> [Measurement] {
        rows.first { $0.label == label }?.measurements ?? []
    }

    /// What a figure of one contestant is, divided by the same of another, round by round.
    func ratio(of label: String, to other: String, _ figure: (Measurement) -> Double) -> Spread? {
        Spread.ratio(of: measurements(of: label).map(figure), to: measurements(of: other).map(figure))
    }
}
