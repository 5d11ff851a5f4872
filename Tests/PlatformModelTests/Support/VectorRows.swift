import Foundation
import TestSupport

@testable import PlatformModel

/// The rows of a file of vectors, each with the answer of `VectorAnswers`.
struct VectorRows {
    /// One row of a file and the answer to it.
    struct Row {
        let id: String
        let fields: [String: Any]
        let answer: [String: Any]

        /// The member `expected` as an object.
        var expected: [String: Any] { fields["expected"] as? [String: Any] ?? [:] }
    }

    let rows: [Row]

    init(_ file: String) throws {
        let host = Platform(os: "linux", architecture: "amd64")
        let answers = VectorAnswers(catalog: try PlatformCatalog.builtIn(), host: host)
        let json = try JSONSerialization.jsonObject(with: Data(try Fixtures.bytes("vectors/\(file)")))
        rows = try (json as? [[String: Any]] ?? []).map { fields in
            let answer = answers.answer([UInt8](try JSONSerialization.data(withJSONObject: fields)))
            let object = try JSONSerialization.jsonObject(with: Data(answer.line)) as? [String: Any] ?? [:]
            return Row(id: fields["id"] as? String ?? "", fields: fields, answer: object)
        }
    }
}

/// Whether two JSON values are equal.
func isEqual(_ left: Any?, _ right: Any?) -> Bool {
    switch (left, right) {
    case (nil, nil): return true
    case (let left?, let right?): return (left as? NSObject) == (right as? NSObject)
    default: return false
    }
}
