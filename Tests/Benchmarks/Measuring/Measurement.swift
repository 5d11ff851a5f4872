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

    /// What this run took with a daemon, which had used `before` when it began and `after` when it ended.
    func adding(from before: DaemonUsage, to after: DaemonUsage) -> Measurement {
        var both = self
        both.processorSeconds += max(0, after.processorSeconds - before.processorSeconds)
        both.peakKibibytes += after.peakKibibytes
        return both
    }

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
