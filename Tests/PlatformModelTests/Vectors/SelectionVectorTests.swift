import TestSupport
import Testing

@testable import PlatformModel

@Suite struct SelectionVectorTests {
    @Test func `every row of selection.json has the expected choice`() throws {
        let rows = try VectorRows("selection.json").rows
        #expect(rows.count == 244)
        Vectors.report("selection", rows: rows.count)
        for row in rows {
            let expected = row.fields["expected"]
            let position = (expected as? Int).map { [$0] } ?? expected as? [Int]
            #expect(row.answer["chosen"] as? [Int] == position, "\(row.id): \(row.answer)")
            if let word = row.fields["word"] { #expect(isEqual(row.answer["word"], word), "\(row.id)") }
        }
    }

    @Test func `every refusal listed by a row has its reason code, except where the rules accept the entry`() throws {
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
    static let acceptedAllTheSame: [String: [[Int]]] = [
        // The row's own `expected` picks the entry: the build lies in the process range of the host.
        "win-22000--20348": [[0]], "win-22631--20348": [[0]], "win-22631--22621": [[0]], "win-25398--20348": [[0]],
        "win-25398--22621": [[0]], "win-26100--22621": [[0]], "win-26100--25398": [[0]], "win-26200--26100": [[0]],
        // The row's own `expected` picks the entry: Hyper-V isolation is allowed.
        "win10-hyperv-2019-on": [[0]],
        // The row's own `expected` picks the entry: the artifact type is that of an image's config.
        "art-image-config-type": [[0]],
        // Build 20348 lies in the process range of 26100, so it is accepted, and ranks below the entry of 26100.
        "win-order-2025": [[1]],
    ]

    private static func words(_ refusals: Any?) -> [[Int]: String] {
        var words: [[Int]: String] = [:]
        for refusal in refusals as? [[String: Any]] ?? [] {
            words[refusal["position"] as? [Int] ?? []] = refusal["word"] as? String
        }
        return words
    }
}
