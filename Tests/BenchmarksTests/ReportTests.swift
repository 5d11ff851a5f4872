import Testing

@testable import Benchmarks

struct ReportTests {
    @Test func `a table's columns are aligned`() {
        var table = MarkdownTable(["a", "long"])
        table.add(["more", "≤ 1"])
        #expect(table.lines == ["| a    | long |", "|------|------|", "| more | ≤ 1  |"])
    }

    @Test(
        arguments: [
            (Text.spread(Spread(minimum: 0.5, median: 0.625, maximum: 1)), "0.50–0.62–1.00"),
            (Text.brief(Spread(minimum: 5, median: 5, maximum: 5), 1), "5.0"),
            (Text.seconds(0.0123), "12.3 ms"), (Text.seconds(0.5), "500 ms"), (Text.seconds(12.5), "12.50 s"),
            (Text.factor(1.005, 3), "≤ 1.005×"), (Text.answer(nil), "not measured"), (Text.answer(false), "**no**"),
        ])
    func `figures are written so that they can be compared`(text: String, expected: String) {
        #expect(text == expected)
    }

    @Test func `a bar ends where its ratio lies, and names are escaped`() throws {
        let bars = [
            Bar(label: "÷ <curl>", spread: Spread(minimum: 0.5, median: 1, maximum: 1.1)),
            Bar(label: "÷ skopeo", spread: Spread(minimum: 1.5, median: 2, maximum: 9)),
        ]
        let svg = BarChart(title: "wall & CPU", groups: [.init(heading: "huge", bars: bars)]).svg
        #expect(svg.contains("wall &amp; CPU"))
        #expect(svg.contains("÷ &lt;curl&gt;"))
        // The longest median fills the width of 580; what is longer still stands at the end.
        #expect(svg.contains("width='290.0' height='14' fill='#2a7f9e'"))
        #expect(svg.contains("width='580.0' height='14' fill='#c8742a'"))
        #expect(svg.contains("<line x1='665.0' x2='810.0'"))
        #expect(XMLTags.areBalanced(svg))
    }
}

/// Tags, as far as a chart has them.
private enum XMLTags {
    /// Whether every tag that is opened is closed, in turn.
    static func areBalanced(_ text: String) -> Bool {
        var open: [Substring] = []
        for match in text.matches(of: /<(\/?)(\w+)[^>]*?(\/?)>/) {
            if match.1 == "/" {
                guard open.popLast() == match.2 else { return false }
            } else if match.3.isEmpty {
                open.append(match.2)
            }
        }
        return open.isEmpty
    }
}
