/// Bars of ratios in SVG, grouped, with a line where both are equal.
struct BarChart: Sendable {
    /// Bars under one heading.
    struct Group: Sendable {
        let heading: String
        let bars: [Bar]
    }

    /// The text above the bars.
    let title: String
    /// The bars.
    let groups: [Group]

    private static let width = 900.0
    private static let left = 230.0
    private static let right = 90.0
    private static let row = 22.0

    /// What the chart's full width stands for: at least the line of equality, and the longest median.
    private var scale: Double {
        max(1.25, groups.flatMap(\.bars).map(\.spread.median).max() ?? 0)
    }

    /// The whole file.
    var svg: String {
        var y = 44.0
        var body = [text(12, 24, title, style: "font-weight='bold' font-size='15'")]
        let top = y
        for group in groups where !group.bars.isEmpty {
            body.append(text(12, y + 15, group.heading, style: "font-weight='bold'"))
            y += Self.row
            for bar in group.bars {
                body += lines(of: bar, at: y)
                y += Self.row
            }
            y += 6
        }
        let one = place(1)
        body.append("<line x1='\(one)' y1='\(top)' x2='\(one)' y2='\(y)' stroke='#888' stroke-dasharray='4 3'/>")
        body.append(text(Self.left, y + 16, "shorter is faster; the broken line is the rival", style: "fill='#555'"))
        let size = "width='\(Int(Self.width))' height='\(Int(y + 28))'"
        let head = "<svg xmlns='http://www.w3.org/2000/svg' \(size) font-family='sans-serif' font-size='12'>"
        return ([head, "<rect width='100%' height='100%' fill='white'/>"] + body + ["</svg>"]).joined(separator: "\n")
    }

    private func lines(of bar: Bar, at y: Double) -> [String] {
        let end = place(bar.spread.median)
        let colour = bar.spread.median <= 1 ? "#2a7f9e" : "#c8742a"
        let whisker = "x1='\(place(bar.spread.minimum))' x2='\(place(bar.spread.maximum))'"
        let middle = y + 9
        return [
            text(24, y + 14, bar.label, style: ""),
            "<rect x='\(Self.left)' y='\(y + 2)' width='\(rounded(end - Self.left))' height='14' fill='\(colour)'/>",
            "<line \(whisker) y1='\(middle)' y2='\(middle)' stroke='black'/>",
            text(
                max(end, place(bar.spread.maximum)) + 6, y + 14, Text.decimal(bar.spread.median, 2) + "×", style: ""),
        ]
    }

    /// Where a ratio lies; what is beyond the scale stands at its end.
    private func place(_ ratio: Double) -> Double {
        rounded(Self.left + min(ratio, scale) / scale * (Self.width - Self.left - Self.right))
    }

    private func rounded(_ value: Double) -> Double {
        (value * 10).rounded() / 10
    }

    private func text(_ x: Double, _ y: Double, _ text: String, style: String) -> String {
        let safe = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        return "<text x='\(x)' y='\(y)' \(style)>\(safe)</text>"
    }
}
