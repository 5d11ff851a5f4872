/// What one run took.
struct Measurement: Equatable, Sendable {
    /// From start to end.
    var wallSeconds = 0.0
    /// User and system time on all cores.
    var processorSeconds = 0.0
    /// The most memory held at once.
    var peakKibibytes = 0
    /// What passed the link, both ways, where there was one.
    var wireBytes: Int?

    /// What this run and then `next` take together.
    func followed(by next: Measurement) -> Measurement {
        Measurement(
            wallSeconds: wallSeconds + next.wallSeconds,
            processorSeconds: processorSeconds + next.processorSeconds,
            peakKibibytes: max(peakKibibytes, next.peakKibibytes),
            wireBytes: wireBytes ?? next.wireBytes
        )
    }
}
