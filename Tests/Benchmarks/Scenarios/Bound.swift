/// What is wanted of the figures of one scenario.
enum Bound: Equatable, Sendable {
    /// `resolve`, or another contestant, takes at most so many times the wall time of a rival.
    case wall(of: String = ScenarioResult.resolve, against: String, atMost: Double)
    /// `resolve` takes at most so many times the CPU time of a rival.
    case processor(against: String, atMost: Double)
    /// `resolve` never holds more memory.
    case peak(mebibytes: Double)
    /// What passes the link is at most so many times the image.
    case wire(atMost: Double)
    /// What the link's delay adds to the time of `resolve` over `undelayed` is at most so many round trips.
    case roundTrips(undelayed: String, milliseconds: Double, atMost: Double)
}
