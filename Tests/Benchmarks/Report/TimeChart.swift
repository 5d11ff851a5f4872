/// Horizontal bars of seconds in SVG, one group for each case, all on one scale.
///
/// It has no background, and its colors can be read on light and on dark ground, also where `prefers-color-scheme` is
/// not known. The same figures give the same bytes.
struct TimeChart: Sendable {
    /// One bar: the median is its length, and a whisker goes from minimum to maximum.
    struct Bar: Equatable, Sendable {
        /// What stands before it.
        let label: String
        /// The seconds.
        let seconds: Spread
        /// How it is coloured.
        let role: Role
    }

    /// Whose time a bar is.
    enum Role: String, Equatable, Sendable {
        /// That of `resolve`.
        case own
        /// That of another program.
        case rival
        /// That of a part of the work, for comparison.
        case floor
    }

    /// Bars under one heading.
    struct Group: Equatable, Sendable {
        let heading: String
        /// What stands beside the heading.
        let detail: String
        let bars: [Bar]
    }

    /// The text above the bars.
    let title: String
    /// What stands below them.
    let note: String
    /// The bars.
    let groups: [Group]

    private static let width = 860.0
    private static let left = 210.0
    private static let right = 80.0
    private static let row = 22.0

    private static let style = """
        <style>
        text { fill: #6e7781 } .strong { font-weight: 600 }
        .own { fill: #1a7f5a } .rival { fill: #8c959f } .floor { fill: #b08800 } .whisker { stroke: #6e7781 }
        @media (prefers-color-scheme: light) { text { fill: #57606a } .strong { fill: #1f2328 } .whisker { stroke: #1f2328 } }
        @media (prefers-color-scheme: dark) {
        text { fill: #9198a1 } .strong { fill: #f0f6fc } .own { fill: #3fb984 } .rival { fill: #6e7681 }
        .whisker { stroke: #f0f6fc }
        }
        </style>
        """

    /// The seconds that the full width stands for.
    private var scale: Double {
        let longest = groups.flatMap(\.bars).map(\.seconds.maximum).max() ?? 0
        return longest > 0 ? longest : 1
    }

    /// The whole file.
    var svg: String {
        var y = 40.0
        var body = [text(0, 18, title, #"class="strong" font-size="15""#)]
        for group in groups where !group.bars.isEmpty {
            let heading = Self.escaped(group.heading)
            let detail = group.detail.isEmpty ? "" : " <tspan font-weight=\"400\">\(Self.escaped(group.detail))</tspan>"
            body.append("<text x=\"0\" y=\"\(Self.number(y + 15))\" class=\"strong\">\(heading)\(detail)</text>")
            y += Self.row + 2
            for bar in group.bars {
                body += lines(of: bar, at: y)
                y += Self.row
            }
            y += 12
        }
        body.append(text(0, y + 10, note, #"font-size="12""#))
        let (width, height) = (Self.number(Self.width), Self.number(y + 20))
        let size = #"width="\#(width)" height="\#(height)" viewBox="0 0 \#(width) \#(height)""#
        let font = #"font-family="system-ui, sans-serif" font-size="13""#
        let head = #"<svg xmlns="http://www.w3.org/2000/svg" \#(size) \#(font) role="img">"#
        let name = "<title>\(Self.escaped(title))</title>"
        return ([head, name, Self.style] + body + ["</svg>"]).joined(separator: "\n") + "\n"
    }

    private func lines(of bar: Bar, at y: Double) -> [String] {
        let (start, end) = (place(bar.seconds.minimum), place(bar.seconds.maximum))
        let length = Self.number(place(bar.seconds.median) - Self.left)
        let middle = Self.number(y + 10)
        let x = #"x1="\#(Self.number(start))" x2="\#(Self.number(end))""#
        let weight = bar.role == .own ? #"class="strong""# : ""
        var lines = [
            text(12, y + 14.5, bar.label, weight),
            #"<rect class="\#(bar.role.rawValue)" x="\#(Self.number(Self.left))" y="\#(Self.number(y + 2))" width="\#(length)" "#
                + #"height="16" rx="2"/>"#,
        ]
        if end > start { lines.append(#"<line class="whisker" \#(x) y1="\#(middle)" y2="\#(middle)"/>"#) }
        return lines + [text(end + 8, y + 14.5, Self.seconds(bar.seconds.median), weight)]
    }

    /// Where a time lies.
    private func place(_ seconds: Double) -> Double {
        Self.left + max(0, seconds) / scale * (Self.width - Self.left - Self.right)
    }

    private func text(_ x: Double, _ y: Double, _ text: String, _ attributes: String) -> String {
        let space = attributes.isEmpty ? "" : " "
        return
            #"<text x="\#(Self.number(x))" y="\#(Self.number(y))"\#(space)\#(attributes)>\#(Self.escaped(text))</text>"#
    }

    /// `2.05 s`
    private static func seconds(_ value: Double) -> String { Text.decimal(value, value < 100 ? 2 : 0) + " s" }

    /// A coordinate with at most one digit after the point.
    private static func number(_ value: Double) -> String {
        let text = Text.decimal(value, 1)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
