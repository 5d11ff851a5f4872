import Foundation

/// Figures as text.
enum Text {
    /// With so many digits after the point.
    static func decimal(_ value: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }

    /// A count with a comma before each three digits: `53,334`.
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : String(digit)
        }.joined()
    }

    /// A duration in the unit that suits it.
    static func seconds(_ value: Double) -> String {
        value < 1 ? decimal(value * 1000, value < 0.1 ? 1 : 0) + " ms" : decimal(value, 2) + " s"
    }

    /// An upper limit of a ratio.
    static func factor(_ limit: Double, _ digits: Int = 2) -> String {
        "≤ " + decimal(limit, digits) + "×"
    }

    /// Minimum, median and maximum.
    static func spread(_ spread: Spread, _ digits: Int = 2) -> String {
        [spread.minimum, spread.median, spread.maximum].map { decimal($0, digits) }.joined(separator: "–")
    }

    /// A spread, or one number where all values are one.
    static func brief(_ spread: Spread, _ digits: Int = 2) -> String {
        spread.minimum == spread.maximum ? decimal(spread.median, digits) : Text.spread(spread, digits)
    }

    /// Yes, no, or that it is not known.
    static func answer(_ answer: Bool?) -> String {
        answer.map { $0 ? "yes" : "**no**" } ?? "not measured"
    }
}
