/// Header values that hold lists: `a;x=1, b`.
enum ListText {
    /// The pieces of `text` between `separator`s, without blanks at their ends, empty ones left out.
    static func pieces(of text: String, at separator: Unicode.Scalar) -> [String] {
        text.unicodeScalars.split(separator: separator).map { String($0).blankTrimmed }.filter { !$0.isEmpty }
    }
}
