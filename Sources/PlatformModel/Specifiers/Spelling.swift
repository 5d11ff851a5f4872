/// How near a misspelled name is to a right one.
enum Spelling {
    /// The known name that is one slip away from `name`: a letter more, less, other, or two swapped.
    ///
    /// Names of fewer than four letters are too short to guess from. Among several, the first in the alphabet.
    static func suggestion(for name: String, among known: [String]) -> String? {
        let typed = Array(name.lowercased().utf8)
        guard typed.count >= 4 else { return nil }
        return known.filter { $0.utf8.count >= 4 && isOneSlip(from: typed, to: Array($0.utf8)) }.min()
    }

    private static func isOneSlip(from typed: [UInt8], to known: [UInt8]) -> Bool {
        guard abs(typed.count - known.count) <= 1 else { return false }
        let same = zip(typed, known).prefix { $0 == $1 }.count
        let left = typed.dropFirst(same)
        let right = known.dropFirst(same)
        if left.isEmpty && right.isEmpty { return false }
        if left.count > right.count { return left.dropFirst().elementsEqual(right) }
        if left.count < right.count { return left.elementsEqual(right.dropFirst()) }
        if left.dropFirst().elementsEqual(right.dropFirst()) { return true }
        let areSwapped = left.prefix(2).reversed().elementsEqual(right.prefix(2))
        return areSwapped && left.dropFirst(2).elementsEqual(right.dropFirst(2))
    }
}
