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

    /// The first of the candidates nearest to `text`; `nil` if all of them differ in more than a third of its letters.
    static func nearest(to text: String, among candidates: [String]) -> (text: String, distance: Int)? {
        let limit = max(2, text.count / 3)
        let ranked = candidates.map { ($0, between(text, $0)) }.filter { $0.1 > 0 && $0.1 <= limit }
        guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
        return (best.0, best.1)
    }
}
