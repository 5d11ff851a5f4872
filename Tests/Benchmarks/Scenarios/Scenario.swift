/// One image pulled by several contestants over one way.
struct Scenario: Sendable {
    /// Where pulls go to.
    enum Place: Sendable {
        /// A folder in memory.
        case memory
        /// A folder on disk.
        case disk
    }

    /// Its short name, by which it can be asked for: `loopback/huge`.
    let name: String
    /// Its title in the report.
    let title: String
    /// The image.
    let plan: ImagePlan
    /// Where pulls go to.
    var place = Place.memory
    /// How many times the rounds asked for it takes: short pulls vary more.
    var roundFactor = 1
    /// Whether it runs once, whatever is asked for: what it counts does not vary.
    var runsOnce = false
    /// What is wanted.
    let bounds: [Bound]
    /// The contestants, given the image's server and the `resolve` to measure.
    let entries: @Sendable (ImageServer, String) throws -> [Entry]

    /// The rounds it takes.
    func rounds(asked: Int) -> Int {
        runsOnce ? 1 : asked * (asked == 1 ? 1 : roundFactor)
    }
}
