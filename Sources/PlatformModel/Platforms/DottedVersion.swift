/// A version such as `10.0.20348.768`, compared number by number, never as text.
package struct DottedVersion: Hashable, Sendable, Comparable {
    /// The numbers, most significant first; never empty.
    package let numbers: [Int]

    /// Reads decimal numbers separated by dots; `nil` for any other text.
    package init?(_ text: String) {
        var numbers: [Int] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            guard !part.isEmpty, part.utf8.allSatisfy(\.isDigit), let number = Int(part) else {
                return nil
            }
            numbers.append(number)
        }
        self.numbers = numbers
    }

    /// Major, minor and build, which decide whether a Windows image runs; `nil` with fewer than three numbers.
    package var build: ArraySlice<Int>? {
        numbers.count >= 3 ? numbers.prefix(3) : nil
    }

    /// The fourth number, which counts updates; `nil` with fewer than four numbers.
    package var revision: Int? {
        numbers.count >= 4 ? numbers[3] : nil
    }

    /// Whether `left` is older; a missing number is older than any number.
    package static func < (left: Self, right: Self) -> Bool {
        left.numbers.lexicographicallyPrecedes(right.numbers)
    }
}

extension DottedVersion {
    /// The third number.
    var buildNumber: Int? {
        numbers.count >= 3 ? numbers[2] : nil
    }

    /// The first three numbers, separated by dots.
    var buildText: String {
        numbers.prefix(3).map(String.init).joined(separator: ".")
    }

    /// Whether major, minor and build are older than those of `other`.
    func isOlderBuild(than other: DottedVersion) -> Bool {
        numbers.prefix(3).lexicographicallyPrecedes(other.numbers.prefix(3))
    }

    /// Whether major and minor equal those of `other`.
    func hasEqualMajorMinor(as other: DottedVersion) -> Bool {
        numbers.prefix(2) == other.numbers.prefix(2)
    }
}
