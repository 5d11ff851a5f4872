import Foundation

/// Which request targets a rule is about.
public enum PathPattern: Sendable, ExpressibleByStringLiteral {
    /// Targets that hold this text.
    case containing(String)
    /// Targets in which this regular expression is found.
    case matching(String)

    /// A literal is ``containing(_:)``.
    public init(stringLiteral text: String) {
        self = .containing(text)
    }

    /// Whether the pattern is about `target`.
    func isAbout(_ target: String) -> Bool {
        switch self {
        case .containing(let text): target.contains(text)
        case .matching(let expression): target.range(of: expression, options: .regularExpression) != nil
        }
    }
}
