/// The lines at the bottom of a terminal that are drawn over and over.
///
/// Pure: it gives the text to be written, and remembers what stands on the screen after it.
struct LiveRegion {
    /// The lines on the screen that the next drawing replaces.
    private(set) var frame: [String] = []

    /// Goes to the first column of the region's first line and clears the screen from there.
    private var clearing: String {
        frame.isEmpty ? "" : "\u{1B}[\(frame.count)A\r\u{1B}[J"
    }

    /// The text that adds `lines`, to stay, and puts `frame` below them.
    mutating func text(adding lines: [String], frame: [String]) -> String {
        guard !lines.isEmpty || frame != self.frame else { return "" }
        let text = clearing + (lines + frame).map { $0 + "\n" }.joined()
        self.frame = frame
        return text
    }

    /// The text that takes the region off the screen.
    mutating func erasure() -> String {
        let text = clearing
        frame = []
        return text
    }
}
