import ImageModel

/// The order in which tags are listed: that of versions.
///
/// Numbers are compared by value, so `v1.9` precedes `v1.10`, and everything else as ASCII orders it. What a suffix such as
/// `-rc1` or `-slim` means is not known: like any longer tag, it follows the tag without it.
package enum TagOrder {
    /// The tags in this order.
    package static func sorted(_ tags: [String]) -> [String] {
        tags.sorted(by: precedes)
    }

    /// Whether `first` stands before `second`.
    static func precedes(_ first: String, _ second: String) -> Bool {
        var (left, right) = (first.utf8[...], second.utf8[...])
        while let byte = left.first, let other = right.first {
            if byte.isDigit, other.isDigit {
                let (number, otherNumber) = (takeNumber(&left), takeNumber(&right))
                if number.count != otherNumber.count { return number.count < otherNumber.count }
                if !number.elementsEqual(otherNumber) { return number.lexicographicallyPrecedes(otherNumber) }
            } else if byte != other {
                return byte < other
            } else {
                left.removeFirst()
                right.removeFirst()
            }
        }
        if left.isEmpty != right.isEmpty { return left.isEmpty }
        // They differ in leading zeros at most.
        return first.utf8.lexicographicallyPrecedes(second.utf8)
    }

    // Takes the digits at the start, and returns them without leading zeros.
    private static func takeNumber(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
        let digits = text.prefix(while: \.isDigit)
        text = text[digits.endIndex...]
        return digits.drop { $0 == UInt8(ascii: "0") }
    }
}
