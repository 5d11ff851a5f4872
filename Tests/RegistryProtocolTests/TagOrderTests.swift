import TestSupport
import Testing

@testable import RegistryProtocol

struct TagOrderTests {
    // The same order as `sort -V` of GNU coreutils, except for leading zeros, which it compares by their number first.
    private static let ordered = [
        "0", "01", "1", "1-alpine", "1.2", "1.2-rc1", "1.2-rc2", "1.2-rc10", "1.2.0", "1.2.3", "1.9", "1.10", "1.10.1",
        "2",
        "10", "20260101", "18446744073709551616", "184467440737095516160", "A", "B1", "_x", "latest", "v1.9", "v1.10",
        "v1.10-slim", "v1.10.1", "v1.10a", "v2",
    ]

    @Test(.userCase("L26")) func `tags are ordered as versions are`() {
        var generator = SeededGenerator(seed: 26)
        for _ in 0..<20 {
            #expect(TagOrder.sorted(Self.ordered.shuffled(using: &generator)) == Self.ordered)
        }
    }

    @Test func `the order is total`() {
        for (index, first) in Self.ordered.enumerated() {
            for (other, second) in Self.ordered.enumerated() {
                #expect(TagOrder.precedes(first, second) == (index < other), "\(first), \(second)")
            }
        }
    }

    @Test func `no damage to tags breaks the order`() {
        var generator = SeededGenerator(seed: 27)
        for _ in 0..<500 {
            let tags = (0..<3).map { _ in
                (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                    ["0", "0", "1", "9", "a", "-", "."][Int.random(in: 0..<7, using: &generator)]
                }.joined()
            }
            let (first, second, third) = (tags[0], tags[1], tags[2])
            #expect(!(TagOrder.precedes(first, second) && TagOrder.precedes(second, first)))
            #expect((first == second) == (!TagOrder.precedes(first, second) && !TagOrder.precedes(second, first)))
            if TagOrder.precedes(first, second), TagOrder.precedes(second, third) {
                #expect(TagOrder.precedes(first, third), "\(tags)")
            }
        }
    }
}
