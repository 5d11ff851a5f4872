import Foundation
import PlatformModel
import TestSupport
import Testing

/// One row of the vectors about detection: what a machine answers, and what it is.
struct DetectionVector: Decodable, Sendable, CustomTestStringConvertible {
    let id: String
    let os: String
    let probes: [String: ProbeValue]
    let expected: Platform

    var testDescription: String { id }

    /// The rows of one file of vectors.
    static func rows(of file: String) throws -> [DetectionVector] {
        try JSONDecoder().decode([DetectionVector].self, from: Data(Fixtures.bytes("vectors/\(file)")))
    }
}
