import Testing

@testable import Benchmarks

struct TimeChartTests {
    private static func spread(_ minimum: Double, _ median: Double, _ maximum: Double) -> Spread {
        Spread(minimum: minimum, median: median, maximum: maximum)
    }

    private static let chart = TimeChart(
        title: "files & blobs", note: "median",
        groups: [
            .init(
                heading: "five layers", detail: "<1 GB>",
                bars: [
                    .init(label: "resolve", seconds: spread(1, 1, 1), role: .own),
                    .init(label: "igzip -dc | tar x", seconds: spread(1.5, 2, 3), role: .floor),
                    .init(label: "docker & co", seconds: spread(3.5, 4, 5.7), role: .rival),
                ]), .init(heading: "nothing ran", detail: "", bars: []),
        ])

    @Test func `the longest time fills the width, and the others are in proportion`() {
        let svg = Self.chart.svg
        #expect(svg.contains(#"<rect class="own" x="210" y="66" width="100" height="16" rx="2"/>"#))
        #expect(svg.contains(#"<rect class="floor" x="210" y="88" width="200" height="16" rx="2"/>"#))
        #expect(svg.contains(#"<rect class="rival" x="210" y="110" width="400" height="16" rx="2"/>"#))
        #expect(svg.contains(#"<line class="whisker" x1="560" x2="780" y1="118" y2="118"/>"#))
        #expect(svg.contains(">4.00 s</text>"))
    }

    @Test func `what did not vary has no whisker, and what did not run no heading`() {
        #expect(Self.chart.svg.components(separatedBy: "<line ").count == 3)
        #expect(!Self.chart.svg.contains("nothing ran"))
    }

    @Test func `names are escaped, and every tag is closed`() {
        let svg = Self.chart.svg
        #expect(svg.contains("docker &amp; co</text>"))
        #expect(svg.contains(#"five layers <tspan font-weight="400">&lt;1 GB&gt;</tspan>"#))
        #expect(svg.contains("<title>files &amp; blobs</title>"))
        #expect(XMLTags.areBalanced(svg))
    }

    @Test func `it can be read on light and on dark ground`() {
        let svg = Self.chart.svg
        for scheme in ["light", "dark"] { #expect(svg.contains("@media (prefers-color-scheme: \(scheme))")) }
        // No background: the ground of the page shows.
        #expect(!svg.contains(#"width="100%""#))
        // Without a preference, all texts are readable on both: their contrast is at least 4 to white and to GitHub's dark.
        for color in svg.prefix(upTo: svg.range(of: "@media")?.lowerBound ?? svg.startIndex)
            .matches(of: /text \{ fill: #([0-9a-f]{6}) \}/)
        {
            let own = Self.luminance(String(color.1))
            #expect((1.05) / (own + 0.05) >= 4)
            #expect((own + 0.05) / (Self.luminance("0d1117") + 0.05) >= 4)
        }
    }

    @Test func `without a bar there is still a chart`() {
        let svg = TimeChart(title: "t", note: "n", groups: []).svg
        #expect(XMLTags.areBalanced(svg))
        #expect(svg.hasSuffix("</svg>\n"))
    }

    @Test func `the same figures give the same bytes`() {
        #expect(Self.chart.svg == Self.chart.svg)
        #expect(!Self.chart.svg.contains("-0"))
    }

    @Test func `the chart of a report has the cases with files, the fastest first`() throws {
        func row(_ label: String, _ seconds: Double...) -> ScenarioResult.Row {
            .init(label: label, measurements: seconds.map { Measurement(wallSeconds: $0) })
        }
        let results = [
            ScenarioResult(title: "small, loopback", imageSize: 1, rows: [row("resolve", 1)]),
            ScenarioResult(
                title: "five layers", detail: "5 layers", imageSize: 1,
                rows: [
                    row("docker pull", 7, 8), row("resolve", 2, 2.5), .init(label: "podman pull", obstacle: "absent"),
                    row("resolve -o containerd", 3, 3), row("igzip -dc | tar x (no pull)", 1.5, 1.6),
                ]),
        ]
        let machine = Machine(date: "2026-01-02", hardware: "2 × CPU", programs: [])
        let report = Report(machine: machine, results: results, findings: [])
        #expect(report.chart.groups.map(\.heading) == ["five layers"])
        #expect(
            report.chart.groups[0].bars.map(\.label) == [
                "igzip -dc | tar x (no pull)", "resolve -o rootfs:DIR", "resolve -o containerd", "docker pull",
            ])
        #expect(report.chart.groups[0].bars.map(\.role) == [.floor, .own, .own, .rival])
        #expect(report.chart.note.hasPrefix("median of 2 rounds, 2026-01-02, 2 × CPU"))
        let readme = report.readme.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(readme[2].hasSuffix("](\(Report.chartPath))"))
        #expect(readme[4].hasSuffix(" in memory: 2026-01-02, 2 × CPU."))
        #expect(readme[5].hasPrefix("At least 1 round. Wall time"))
        #expect(readme.contains("| small, loopback |     | 0        |"))
    }

    /// The relative luminance of a color, WCAG 2.
    private static func luminance(_ color: String) -> Double {
        let number = Int(color, radix: 16) ?? 0
        let parts = [16, 8, 0].map { shift in
            let part = Double(number >> shift & 255) / 255
            return part <= 0.03928 ? part / 12.92 : pow24((part + 0.055) / 1.055)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// The power of 2.4.
    private static func pow24(_ base: Double) -> Double {
        // base^2 · base^0.4, the latter by Newton's method for x^5 = base^2.
        let square = base * base
        var root = 1.0
        for _ in 0..<60 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
        return square * root
    }
}

/// Tags, as far as a chart has them.
enum XMLTags {
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
