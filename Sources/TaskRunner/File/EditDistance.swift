/// The Levenshtein distance between strings, for suggestions.
enum EditDistance {
    /// The number of letters to add, remove or replace to turn one string into the other.
    static func between(_ first: String, _ second: String) -> Int {
        let other = Array(second)
        var row = Array(0...other.count)
        for (index, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in other.indices {
                let replaced = diagonal + (other[column] == letter ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
            }
        }
        return row[other.count]
    }

    /// The candidate that `word` is probably a misspelling of: another case, one letter off (two in a longer word), letters
    /// in another order, or its beginning.
    static func misspelt(_ word: String, among candidates: [String]) -> String? {
        let letters = word.lowercased()
        let limit = word.count < 6 ? 1 : 2
        func distance(_ candidate: String) -> Int {
            let other = candidate.lowercased()
            if letters == other { return 0 }
            if letters.sorted() == other.sorted() || letters.count > 3 && other.hasPrefix(letters) { return 1 }
            return between(letters, other)
        }
        guard let best = candidates.min(by: { distance($0) < distance($1) }), distance(best) <= limit else {
            return nil
        }
        return best
    }

    /// The first of the candidates nearest to `text`; `nil` if all of them differ in more than a third of its letters.
    static func nearest(to text: String, among candidates: [String]) -> (text: String, distance: Int)? {
        let limit = max(2, text.count / 3)
        let ranked = candidates.map { ($0, between(text, $0)) }.filter { $0.1 > 0 && $0.1 <= limit }
        guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
        return (best.0, best.1)
    }
}
