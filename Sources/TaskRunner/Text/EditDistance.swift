/// How far texts are from one another.
enum EditDistance {
    /// The letters to be added, dropped or replaced to make one text the other.
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

    /// The text of `candidates` that is nearest to `text`, the first of several; none that differs in more than a third.
    static func nearest(to text: String, among candidates: [String]) -> (text: String, distance: Int)? {
        let limit = max(2, text.count / 3)
        let ranked = candidates.map { ($0, between(text, $0)) }.filter { $0.1 > 0 && $0.1 <= limit }
        guard let best = ranked.min(by: { $0.1 < $1.1 }) else { return nil }
        return (best.0, best.1)
    }
}
