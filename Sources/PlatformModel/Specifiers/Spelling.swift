/// How near a misspelled name is to a right one.
enum Spelling {
    /// The known name that is one slip away from `name`: a letter more, less, other, or two that changed places.
    ///
    /// Names of fewer than four letters are too short to guess from. Among several, one of equal length goes first, then
    /// a longer one, then the first in the alphabet.
    static func suggestion(for name: String, among known: [String]) -> String? {
        let typed = Array(name.lowercased().utf8)
        guard typed.count >= 4 else { return nil }
        let near = known.filter { $0.utf8.count >= 4 && isOneSlip(from: typed, to: Array($0.utf8)) }
        return near.min { (order($0, typed.count), $0) < (order($1, typed.count), $1) }
    }

    private static func order(_ name: String, _ count: Int) -> Int {
        name.utf8.count == count ? 0 : name.utf8.count > count ? 1 : 2
    }

    private static func isOneSlip(from typed: [UInt8], to known: [UInt8]) -> Bool {
        let same = zip(typed, known).prefix { $0 == $1 }.count
        let left = typed.dropFirst(same)
        let right = known.dropFirst(same)
        switch left.count - right.count {
        case 1: return left.dropFirst().elementsEqual(right)
        case -1: return left.elementsEqual(right.dropFirst())
        case 0:
            let differences = zip(left, right).filter { $0 != $1 }
            if differences.count == 1 { return true }
            return differences.count == 2 && differences[0] == (differences[1].1, differences[1].0)
        default: return false
        }
    }
}
