import ImageModel
import Testing

@Suite struct PrintableTests {
    @Test(arguments: [
        ("plain text, späť 日本 👍", "plain text, späť 日本 👍"),
        ("\u{1B}[2Jgone", "\\u{1b}[2Jgone"),
        ("a\r\nb\tc\0", "a\\u{d}\\u{a}b\\u{9}c\\u{0}"),
        ("\u{7F}\u{80}\u{9B}31m", "\\u{7f}\\u{80}\\u{9b}31m"),
        // Overrides and isolates of direction: CVE-2021-42574.
        ("\u{202E}exe\u{2066}\u{2069}\u{200F}\u{61C}", "\\u{202e}exe\\u{2066}\\u{2069}\\u{200f}\\u{61c}"),
        ("a\u{2028}b\u{2029}c", "a\\u{2028}b\\u{2029}c"),
        ("zero\u{200B}width\u{FEFF}\u{E0041}", "zero\\u{200b}width\\u{feff}\\u{e0041}"),
    ])
    func `characters that a terminal interprets are escaped`(text: String, shown: String) {
        #expect(Printable.escaped(text) == shown)
    }

    @Test(arguments: [
        ("abcde", 5, "abcde"), ("abcdef", 5, "abcd…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("abcdef", -1, ""),
        ("", 0, ""), ("ab\u{1B}", 8, "ab\\u{1b}"), ("ab\u{1B}", 7, "ab…"), ("ab\u{1B}c", 8, "ab…"),
    ])
    func `a long text is cut between its characters`(text: String, limit: Int, shown: String) {
        #expect(Printable.escaped(text, limit: limit) == shown)
    }

    @Test func `by default a text is cut at 200 characters`() {
        let shown = Printable.escaped(String(repeating: "x", count: 1_000_000))
        #expect(shown == String(repeating: "x", count: 199) + "…")
    }
}
