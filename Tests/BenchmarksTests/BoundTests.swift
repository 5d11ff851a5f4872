import Testing

@testable import Benchmarks

struct BoundTests {
    private let result = ScenarioResult(
        title: "huge, loopback",
        imageSize: 1000,
        rows: [
            .init(
                label: "resolve",
                measurements: [
                    Measurement(wallSeconds: 0.7, processorSeconds: 1.2, peakKibibytes: 20480, wireBytes: 1004),
                    Measurement(wallSeconds: 0.6, processorSeconds: 1.3, peakKibibytes: 33792, wireBytes: 1004),
                ]),
            .init(
                label: "rival",
                measurements: [
                    Measurement(wallSeconds: 1, processorSeconds: 1),
                    Measurement(wallSeconds: 1, processorSeconds: 1),
                ]),
            .init(label: "absent", obstacle: "absent is not installed"),
        ])

    @Test(
        arguments: [
            (Bound.wall(against: "rival", atMost: 0.75), true), (.wall(against: "rival", atMost: 0.6), false),
            (.processor(against: "rival", atMost: 1.25), true), (.processor(against: "rival", atMost: 1.2), false),
            (.wall(of: "rival", against: "resolve", atMost: 1.6), true),
            (.wall(of: "rival", against: "resolve", atMost: 1.5), false),
            (.peak(mebibytes: 33), true), (.peak(mebibytes: 32), false),
            (.wire(atMost: 1.005), true), (.wire(atMost: 1.003), false),
            (.wall(against: "absent", atMost: 1), nil),
        ] as [(Bound, Bool?)])
    func `a bound is met by the median, and that of memory by every run`(bound: Bound, isMet: Bool?) {
        #expect(bound.finding(in: result).isMet == isMet)
    }

    @Test(arguments: [(0.165, true), (0.182, false)])
    func `round trips are what a delay adds, divided by it`(wall: Double, isMet: Bool) {
        let rows = [("resolve", wall), ("near", 0.015)].map { label, seconds in
            ScenarioResult.Row(label: label, measurements: [Measurement(wallSeconds: seconds)])
        }
        let bound = Bound.roundTrips(undelayed: "near", milliseconds: 30, atMost: 5)
        let finding = bound.finding(in: ScenarioResult(title: "small", imageSize: 1, rows: rows))
        #expect(finding.isMet == isMet)
        #expect(finding.wanted == "≤ 5")
    }
}
