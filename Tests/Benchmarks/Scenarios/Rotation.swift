/// The order of the contestants, another one in each round, so that none always comes after the same.
enum Rotation {
    /// `elements` as they run in round `round`, counted from 0.
    static func order<Element>(_ elements: [Element], round: Int) -> [Element] {
        guard !elements.isEmpty else { return [] }
        let first = round % elements.count
        return Array(elements[first...] + elements[..<first])
    }
}
