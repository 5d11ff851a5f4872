import Foundation
import TestSupport
import Testing

/// Several faults whose pulls run at the same time, each with servers and a home of its own: most of their time is waiting.
struct FaultBatch: Sendable, CustomTestStringConvertible {
    /// The faults.
    let faults: [FaultCase]

    var testDescription: String { faults.map(\.name).joined(separator: " · ") }

    /// All `faults`, ten to a batch.
    static func all(_ faults: [FaultCase]) -> [FaultBatch] {
        stride(from: 0, to: faults.count, by: 10).map { FaultBatch(faults: Array(faults[$0...].prefix(10))) }
    }

    /// Starts a pull through each fault, after `cut` of the layer where one is given, waits for all, and hands each to
    /// `judge`.
    func run(after cut: Fault? = nil, judge: (FaultBench, FaultCase, ProgramResult) throws -> Void) throws {
        let pulls = try faults.map { fault in
            var bench = try FaultBench()
            bench.label = fault.name
            if let cut { bench.layer(hits: 1...1, meets: cut) }
            fault.arrange(bench)
            return (bench, fault, program: try bench.start(fault.options))
        }
        let deadline = ContinuousClock.now + .seconds(60)
        // Each is looked at again and again: how long it took is known from the moment that its end was seen.
        while !pulls.filter({ !$0.program.hasEnded }).isEmpty, ContinuousClock.now < deadline { usleep(2000) }
        for (bench, fault, program) in pulls {
            let result = program.wait(timeoutSeconds: 0)
            #expect(!result.timedOut, "\(fault.name) is stuck")
            try judge(bench, fault, result)
        }
    }
}
