import Foundation
import PlatformModel
import TestSupport
import Testing

/// The rows of detect.json and machines.json: spellings of probes, and the answers of real machines.
@Suite struct DetectionVectorTests {
    private let detection: HostDetection

    init() throws {
        detection = HostDetection(catalog: try PlatformCatalog.builtIn())
    }

    @Test(arguments: [("detect", 33), ("machines", 98)])
    func `every machine of the vectors has the expected platform`(file: String, count: Int) throws {
        let rows = try DetectionVector.rows(of: "\(file).json")
        #expect(rows.count == count)
        for row in rows {
            let report = detection.report(on: Recording(os: row.os, probes: row.probes))
            #expect(report.host.platform == row.expected, "\(row.id): \(report.facts)")
        }
        Vectors.report(file, rows: rows.count)
    }

    @Test func `a machine gives the same report after its recording was written and read`() throws {
        for row in try DetectionVector.rows(of: "machines.json") {
            let recording = Recording(os: row.os, probes: row.probes)
            let replayed = try Recording(parsing: recording.encoded())
            #expect(replayed == recording)
            #expect(detection.report(on: replayed) == detection.report(on: recording))
        }
    }
}

/// One detection vector: a machine's answers and its platform.
struct DetectionVector: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let os: String
    let probes: [String: ProbeValue]
    let expected: Platform

    var testDescription: String { id }

    /// The rows of a file of vectors.
    static func rows(of file: String) throws -> [DetectionVector] {
        try JSONDecoder().decode([DetectionVector].self, from: Data(Fixtures.bytes("vectors/\(file)")))
    }
}
