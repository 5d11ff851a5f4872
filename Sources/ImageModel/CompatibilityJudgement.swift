import PlatformModel

/// A set of rules with what the facts of a machine say about it.
public struct JudgedCompatibility: Hashable, Sendable {
    /// One requirement of a rule.
    public struct Requirement: Hashable, Sendable {
        /// What is required: `cpu.cpuid AVX512F: Exists`.
        public let text: String
        /// Whether it is met.
        public let answer: CompatibilityAnswer
        /// The fact that decides; `nil` if nothing is known.
        public let fact: String?
    }

    /// A rule with its requirements.
    public struct Rule: Hashable, Sendable {
        /// The name.
        public let name: String
        /// Whether it is met.
        public let answer: CompatibilityAnswer
        /// The requirements that must all be met.
        public let requirements: [Requirement]
        /// The lists of requirements of which one must be met.
        public let alternatives: [[Requirement]]
    }

    /// What the set is about.
    public let description: String?
    /// The name of the group that it belongs to.
    public let tag: String?
    /// How much it is preferred to others.
    public let weight: Int?
    /// Whether all rules are met.
    public let answer: CompatibilityAnswer
    /// The rules.
    public let rules: [Rule]
}

extension NodeFacts {
    /// Judges a set of rules.
    package func judgement(of set: CompatibilitySet) -> JudgedCompatibility {
        let rules = set.rules.map(judgement(of:))
        return JudgedCompatibility(
            description: set.description, tag: set.tag, weight: set.weight, answer: .all(rules.map(\.answer)),
            rules: rules)
    }

    /// Judges a list of CPU features that are all required, as annotations name them.
    package func judgement(ofFeatures words: [String]) -> JudgedCompatibility {
        let requirements = words.map { word in
            let answer = cpuFeature(spelled: word)
            return JudgedCompatibility.Requirement(
                text: word, answer: CompatibilityExpression(.exists).answer(about: answer.fact), fact: answer.words)
        }
        let rule = JudgedCompatibility.Rule(
            name: "CPU features", answer: .all(requirements.map(\.answer)), requirements: requirements, alternatives: []
        )
        return JudgedCompatibility(description: nil, tag: nil, weight: nil, answer: rule.answer, rules: [rule])
    }

    private func judgement(of rule: CompatibilityRule) -> JudgedCompatibility.Rule {
        let requirements = rule.terms.flatMap(judgements(of:))
        let alternatives = rule.alternatives.map { $0.flatMap(judgements(of:)) }
        var answers = requirements.map(\.answer)
        if !alternatives.isEmpty { answers.append(.any(alternatives.map { .all($0.map(\.answer)) })) }
        return JudgedCompatibility.Rule(
            name: rule.name, answer: .all(answers), requirements: requirements, alternatives: alternatives)
    }

    /// The requirements of a term: one for each name, in order of names, and one for the expression about names.
    private func judgements(of term: CompatibilityTerm) -> [JudgedCompatibility.Requirement] {
        var judged = term.expressions.sorted { $0.key < $1.key }.map { name, expression in
            let fact = fact(name, of: term.feature)
            return JudgedCompatibility.Requirement(
                text: "\(term.feature) \(name): \(expression)", answer: expression.answer(about: fact), fact: fact.words
            )
        }
        if let expression = term.name {
            judged.append(
                JudgedCompatibility.Requirement(
                    text: "\(term.feature) name: \(expression)", answer: answer(expression, aboutNamesOf: term.feature),
                    fact: nil))
        }
        // A term without expressions requires that there is such a set of features.
        if judged.isEmpty {
            let isKnown = term.feature == Self.cpuFeatures || (term.feature == Self.kernel && kernelVersion != nil)
            judged.append(
                JudgedCompatibility.Requirement(
                    text: term.feature, answer: isKnown ? .met : .untold("it is not known of this host"), fact: nil))
        }
        return judged
    }

    /// The set of CPU features.
    private static let cpuFeatures = "cpu.cpuid"
    /// The parts of the kernel's version.
    private static let kernel = "kernel.version"

    private func fact(_ name: String, of feature: String) -> CompatibilityFact {
        switch feature {
        case Self.cpuFeatures: return cpuFeature(name).fact
        case Self.kernel:
            guard let kernelVersion else { return .unknown }
            return kernelVersion[name].map { .value($0) } ?? .absent
        default: return .unknown
        }
    }

    /// Whether the name of some feature of a set meets an expression.
    private func answer(
        _ expression: CompatibilityExpression, aboutNamesOf feature: String
    ) -> CompatibilityAnswer {
        switch feature {
        case Self.kernel:
            guard let kernelVersion else { return .untold("it is not known of this host") }
            return .any(kernelVersion.keys.sorted().map { expression.answer(about: .value($0)) })
        case Self.cpuFeatures:
            let known = CompatibilityAnswer.any(
                presentCPUFeatures.map { expression.answer(about: .value($0)) })
            // There may be features that no probe shows, so that none meets the expression is known only of names.
            if known == .met || expression.operation != .isIn { return known == .met ? .met : Self.unlisted }
            let named = expression.values.map { CompatibilityExpression(.exists).answer(about: cpuFeature($0).fact) }
            return .any(named)
        default: return .untold("it is not known of this host")
        }
    }

    private static let unlisted = CompatibilityAnswer.untold("not all CPU features of this host are known")
}

extension FeatureAnswer {
    /// The feature as a fact.
    fileprivate var fact: CompatibilityFact {
        switch self {
        case .present: .present
        case .absent: .absent
        case .unknown: .unknown
        }
    }

    fileprivate var words: String? { fact.words }
}

extension CompatibilityFact {
    /// The fact in a word; `nil` if nothing is known.
    fileprivate var words: String? {
        switch self {
        case .present: "present"
        case .value(let value): value
        case .absent: "absent"
        case .unknown: nil
        }
    }
}
