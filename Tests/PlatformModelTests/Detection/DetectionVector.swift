import Foundation
import PlatformModel
import TestSupport
import Testing

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
