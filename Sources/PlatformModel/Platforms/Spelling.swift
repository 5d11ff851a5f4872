/// Suggestions for misspelled names.
package enum Spelling {
    /// The known name that is one typo away from `name`: a letter added, missing or changed, or two letters swapped.
    ///
    /// Names of fewer than `shortest` letters are too short to guess from. Among several candidates, one of equal length
    /// comes first, then a longer one, then the first in alphabetical order.
    package static func suggestion(for name: String, among known: [String], shortest: Int = 4) -> String? {
        let typed = Array(name.lowercased().utf8)
        guard typed.count >= shortest else { return nil }
        let near = known.filter { $0.utf8.count >= shortest && isOneTypo(from: typed, to: Array($0.utf8)) }
        return near.min { (order($0, typed.count), $0) < (order($1, typed.count), $1) }
    }

    private static func order(_ name: String, _ count: Int) -> Int {
        name.utf8.count == count ? 0 : name.utf8.count > count ? 1 : 2
    }

    private static func isOneTypo(from typed: [UInt8], to known: [UInt8]) -> Bool {
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
