import Testing

@testable import PlatformModel

@Suite struct SelectionVectorTests {
    @Test func `every row of selection.json is chosen as it says`() throws {
        let rows = try VectorRows("selection.json").rows
        #expect(rows.count == 244)
        for row in rows {
            let expected = row.fields["expected"]
            let position = (expected as? Int).map { [$0] } ?? expected as? [Int]
            #expect(row.answer["chosen"] as? [Int] == position, "\(row.id): \(row.answer)")
            if let word = row.fields["word"] { #expect(isEqual(row.answer["word"], word), "\(row.id)") }
        }
    }

    @Test func `every refusal that a row lists has its word, but where the rules accept the entry`() throws {
        var accepted: [String: [[Int]]] = [:]
        for row in try VectorRows("selection.json").rows {
            let words = Self.words(row.answer["refusals"])
            for (position, word) in Self.words(row.fields["refusals"]) {
                if let answered = words[position] {
                    #expect(answered == word, "\(row.id) at \(position)")
                } else {
                    accepted[row.id, default: []].append(position)
                }
            }
        }
        #expect(accepted == Self.acceptedAllTheSame)
    }

    /// Where a row lists a refusal of an entry that the same row picks, or that the rules accept at a lower rank.
    static let acceptedAllTheSame: [String: [[Int]]] = [:]

    private static func words(_ refusals: Any?) -> [[Int]: String] {
        var words: [[Int]: String] = [:]
        for refusal in refusals as? [[String: Any]] ?? [] {
            words[refusal["position"] as? [Int] ?? []] = refusal["word"] as? String
        }
        return words
    }
}
