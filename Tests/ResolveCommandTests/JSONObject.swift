import Foundation
import Testing

/// A JSON object that the program printed.
struct JSONObject {
    /// The members by key.
    let members: [String: Any]

    /// Reads a text that consists of one object.
    init(_ text: some StringProtocol) throws {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        members = try #require(value as? [String: Any])
    }

    private init(members: [String: Any]) {
        self.members = members
    }

    /// The keys, sorted.
    var keys: [String] { members.keys.sorted() }

    /// A text.
    func text(_ key: String) -> String? { members[key] as? String }

    /// A whole number.
    func number(_ key: String) -> Int? { members[key] as? Int }

    /// A list of whole numbers.
    func numbers(_ key: String) -> [Int]? { members[key] as? [Int] }

    /// A nested object; `nil` also for `null`.
    func object(_ key: String) -> JSONObject? {
        (members[key] as? [String: Any]).map { JSONObject(members: $0) }
    }

    /// A list of objects.
    func objects(_ key: String) -> [JSONObject] {
        ((members[key] as? [[String: Any]]) ?? []).map { JSONObject(members: $0) }
    }
}
