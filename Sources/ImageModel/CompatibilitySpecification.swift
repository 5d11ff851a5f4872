/// What an image needs of the machine that it runs on, as an artifact attached to it says.
///
/// Format: Node Feature Discovery, "Image Compatibility Artifact", version `v1alpha1`; the rules are those of its
/// NodeFeatureRule.
public struct CompatibilitySpecification: Hashable, Sendable {
    /// The type of the artifacts that hold one.
    package static let artifactType = "application/vnd.nfd.image-compatibility.v1alpha1"
    /// The version of the format that is read.
    package static let version = "v1alpha1"

    /// The sets of rules, in order.
    package let sets: [CompatibilitySet]

    /// Creates a specification.
    package init(sets: [CompatibilitySet]) {
        self.sets = sets
    }
}

/// One set of rules; a machine suits the set if all of its rules are met.
package struct CompatibilitySet: Hashable, Sendable {
    /// What the set is about.
    package let description: String?
    /// The name of the group that it belongs to.
    package let tag: String?
    /// How much it is preferred to others.
    package let weight: Int?
    /// The rules.
    package let rules: [CompatibilityRule]

    /// Creates a set.
    package init(description: String? = nil, tag: String? = nil, weight: Int? = nil, rules: [CompatibilityRule]) {
        self.description = description
        self.tag = tag
        self.weight = weight
        self.rules = rules
    }
}

/// A rule: all of its terms must be met, and all terms of one of its alternatives, if it has any.
package struct CompatibilityRule: Hashable, Sendable {
    /// The name.
    package let name: String
    /// The terms that must all be met.
    package let terms: [CompatibilityTerm]
    /// The lists of terms of which one must be met.
    package let alternatives: [[CompatibilityTerm]]

    /// Creates a rule.
    package init(name: String, terms: [CompatibilityTerm], alternatives: [[CompatibilityTerm]] = []) {
        self.name = name
        self.terms = terms
        self.alternatives = alternatives
    }
}

/// What a rule requires of one set of features.
package struct CompatibilityTerm: Hashable, Sendable {
    /// The set of features, such as `cpu.cpuid`, in lower case.
    package let feature: String
    /// The expressions by the names of the features that they are about.
    package let expressions: [String: CompatibilityExpression]
    /// An expression that the name of some feature of the set must meet.
    package let name: CompatibilityExpression?

    /// Creates a term.
    package init(
        feature: String, expressions: [String: CompatibilityExpression] = [:], name: CompatibilityExpression? = nil
    ) {
        self.feature = feature.lowercased()
        self.expressions = expressions
        self.name = name
    }
}

/// An operator with its values.
package struct CompatibilityExpression: Hashable, Sendable, CustomStringConvertible {
    /// The operators, by their names in the format.
    package enum Operator: String, Hashable, Sendable {
        /// Always met.
        case any = ""
        /// The value is one of those.
        case isIn = "In"
        /// The value is none of those.
        case isNotIn = "NotIn"
        /// The value matches one of the regular expressions.
        case matches = "InRegexp"
        /// There is a feature of that name.
        case exists = "Exists"
        /// There is no feature of that name.
        case doesNotExist = "DoesNotExist"
        /// The value is greater.
        case greater = "Gt"
        /// The value is greater or equal.
        case greaterOrEqual = "Ge"
        /// The value is less.
        case less = "Lt"
        /// The value is less or equal.
        case lessOrEqual = "Le"
        /// The value is between the two.
        case between = "GtLt"
        /// The value is between the two, or one of them.
        case within = "GeLe"
        /// The value is `true`.
        case isTrue = "IsTrue"
        /// The value is `false`.
        case isFalse = "IsFalse"
    }

    /// The operator.
    package let operation: Operator
    /// What the operator compares with.
    package let values: [String]
    /// Whether values are versions, such as `6.1`, and not whole numbers.
    package let comparesVersions: Bool

    /// Creates an expression.
    package init(_ operation: Operator, _ values: [String] = [], comparesVersions: Bool = false) {
        self.operation = operation
        self.values = values
        self.comparesVersions = comparesVersions
    }

    /// The operator and its values: `In Intel, AMD`.
    package var description: String {
        ([operation.rawValue] + [values.joined(separator: ", ")]).filter { !$0.isEmpty }.joined(separator: " ")
    }
}

/// What is known of one feature of a machine.
package enum CompatibilityFact: Hashable, Sendable {
    /// The feature exists and has no value.
    case present
    /// The feature exists and has this value.
    case value(String)
    /// The feature does not exist.
    case absent
    /// Nothing is known.
    case unknown
}

/// Whether a requirement is met.
public enum CompatibilityAnswer: Hashable, Sendable {
    /// It is met.
    case met
    /// It is not met.
    case notMet
    /// The facts do not tell, for this reason.
    case untold(String)

    /// Whether all of several requirements are met.
    package static func all(_ answers: [CompatibilityAnswer]) -> CompatibilityAnswer {
        answers.contains(.notMet) ? .notMet : answers.first { $0 != .met } ?? .met
    }

    /// Whether one of several requirements is met.
    package static func any(_ answers: [CompatibilityAnswer]) -> CompatibilityAnswer {
        answers.contains(.met) ? .met : answers.first { $0 != .notMet } ?? .notMet
    }

    init(_ isMet: Bool) {
        self = isMet ? .met : .notMet
    }
}

extension CompatibilityExpression {
    /// Whether a feature meets the expression.
    package func answer(about fact: CompatibilityFact) -> CompatibilityAnswer {
        if let fault { return .untold(fault) }
        switch (operation, fact) {
        case (.any, _): return .met
        case (_, .unknown): return .untold("it is not known of this host")
        case (.exists, _): return CompatibilityAnswer(fact != .absent)
        case (.doesNotExist, _): return CompatibilityAnswer(fact == .absent)
        case (_, .value(let value)): return answer(about: value)
        // The other operators compare a value.
        case (_, .present), (_, .absent): return .notMet
        }
    }

    private func answer(about value: String) -> CompatibilityAnswer {
        switch operation {
        case .any, .exists: return .met
        case .doesNotExist: return .notMet
        case .isIn: return CompatibilityAnswer(values.contains(value))
        case .isNotIn: return CompatibilityAnswer(!values.contains(value))
        case .isTrue: return CompatibilityAnswer(value == "true")
        case .isFalse: return CompatibilityAnswer(value == "false")
        case .matches: return CompatibilityAnswer(patterns.contains { $0?.matches(in: value) == true })
        case .greater, .greaterOrEqual, .less, .lessOrEqual, .between, .within: return comparison(with: value)
        }
    }

    /// What is wrong with the expression; `nil` if nothing is.
    private var fault: String? {
        let count = values.count
        switch operation {
        case .any, .exists, .doesNotExist, .isTrue, .isFalse:
            return count == 0 ? nil : "'\(operation.rawValue)' takes no value, but has \(count)"
        case .isIn, .isNotIn: return count > 0 ? nil : "'\(operation.rawValue)' has no value"
        case .matches:
            if count == 0 { return "'\(operation.rawValue)' has no value" }
            let bad = zip(values, patterns).first { $0.1 == nil }?.0
            return bad.map { "the regular expression '\($0)' is malformed or not supported" }
        case .greater, .greaterOrEqual, .less, .lessOrEqual: return boundsFault(1)
        case .between, .within:
            if let fault = boundsFault(2) { return fault }
            let bounds = values.compactMap(number)
            return bounds[0].lexicographicallyPrecedes(bounds[1])
                ? nil : "'\(values[0])' is not less than '\(values[1])'"
        }
    }

    private func boundsFault(_ count: Int) -> String? {
        guard values.count == count else {
            return "'\(operation.rawValue)' takes \(count == 1 ? "one value" : "two values"), but has \(values.count)"
        }
        return values.first { number($0) == nil }.map { "'\($0)' is not a \(comparesVersions ? "version" : "number")" }
    }

    private var patterns: [CompatibilityPattern?] { values.map { CompatibilityPattern($0) } }

    private func comparison(with value: String) -> CompatibilityAnswer {
        let bounds = values.compactMap(number)
        guard let number = number(value), let low = bounds.first, let high = bounds.last else {
            return .untold("'\(value)' is not a \(comparesVersions ? "version" : "number")")
        }
        let (isAbove, isBelow) = (low.lexicographicallyPrecedes(number), number.lexicographicallyPrecedes(high))
        switch operation {
        case .greater: return CompatibilityAnswer(isAbove)
        case .greaterOrEqual: return CompatibilityAnswer(isAbove || number == low)
        case .less: return CompatibilityAnswer(isBelow)
        case .lessOrEqual: return CompatibilityAnswer(isBelow || number == high)
        case .between: return CompatibilityAnswer(isAbove && isBelow)
        default: return CompatibilityAnswer((isAbove || number == low) && (isBelow || number == high))
        }
    }

    /// A whole number, or the parts of a version, of which the missing ones are 0.
    private func number(_ text: String) -> [Int]? {
        guard comparesVersions else { return Int(text).map { [$0] } }
        let digits = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        let numbers = parts.compactMap { $0 }.filter { $0 >= 0 }
        guard (1...3).contains(parts.count), numbers.count == parts.count else { return nil }
        return numbers + Array(repeating: 0, count: 3 - numbers.count)
    }
}
