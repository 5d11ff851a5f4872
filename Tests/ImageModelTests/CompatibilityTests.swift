import PlatformModel
import Testing

@testable import ImageModel

struct CompatibilityExpressionTests {
    private typealias Operator = CompatibilityExpression.Operator

    // The values of pkg/apis/nfd/nodefeaturerule/expression_test.go of Node Feature Discovery, and more.
    @Test(
        arguments: [
            ("", [], CompatibilityFact.absent, CompatibilityAnswer.met), ("", [], .unknown, .met),
            ("In", ["1", "2"], .value("2"), .met), ("In", ["1", "2"], .value("3"), .notMet),
            ("In", ["1"], .absent, .notMet), ("In", ["1"], .present, .notMet),
            ("NotIn", ["1", "2"], .value("3"), .met), ("NotIn", ["1"], .value("1"), .notMet),
            ("NotIn", ["1"], .absent, .notMet),
            ("InRegexp", ["^6\\.", "^5"], .value("6.1.0"), .met), ("InRegexp", ["^6\\."], .value("5.6.1"), .notMet),
            ("InRegexp", ["val-[0-9]$"], .value("val-1"), .met),
            ("InRegexp", ["val-[0-9]$"], .value("val-1x"), .notMet),
            ("Exists", [], .present, .met), ("Exists", [], .value(""), .met), ("Exists", [], .absent, .notMet),
            ("DoesNotExist", [], .absent, .met), ("DoesNotExist", [], .present, .notMet),
            ("Gt", ["2"], .value("3"), .met), ("Gt", ["2"], .value("2"), .notMet), ("Gt", ["-2"], .value("0"), .met),
            ("Gt", ["2"], .absent, .notMet),
            ("Ge", ["2"], .value("2"), .met), ("Ge", ["2"], .value("1"), .notMet),
            ("Lt", ["2"], .value("1"), .met), ("Lt", ["2"], .value("2"), .notMet),
            ("Le", ["2"], .value("2"), .met), ("Le", ["2"], .value("3"), .notMet),
            ("GtLt", ["1", "10"], .value("2"), .met), ("GtLt", ["1", "10"], .value("10"), .notMet),
            ("GtLt", ["1", "10"], .value("1"), .notMet),
            ("GeLe", ["1", "10"], .value("10"), .met), ("GeLe", ["1", "10"], .value("1"), .met),
            ("GeLe", ["1", "10"], .value("11"), .notMet),
            ("IsTrue", [], .value("true"), .met), ("IsTrue", [], .value("True"), .notMet),
            ("IsTrue", [], .absent, .notMet),
            ("IsFalse", [], .value("false"), .met), ("IsFalse", [], .value("true"), .notMet),
        ] as [(String, [String], CompatibilityFact, CompatibilityAnswer)])
    func `an operator compares a fact with its values`(
        name: String, values: [String], fact: CompatibilityFact, expected: CompatibilityAnswer
    ) throws {
        let operation = try #require(Operator(rawValue: name))
        #expect(CompatibilityExpression(operation, values).answer(about: fact) == expected)
    }

    @Test(arguments: [
        ("In", [], "'In' has no value"), ("NotIn", [], "'NotIn' has no value"),
        ("Exists", ["x"], "'Exists' takes no value, but has 1"),
        ("IsTrue", ["x"], "'IsTrue' takes no value, but has 1"),
        ("", ["x", "y"], "'' takes no value, but has 2"),
        ("Gt", [], "'Gt' takes one value, but has 0"), ("Gt", ["x"], "'x' is not a number"),
        ("Gt", ["99999999999999999999"], "'99999999999999999999' is not a number"),
        ("GtLt", ["1"], "'GtLt' takes two values, but has 1"), ("GtLt", ["2", "2"], "'2' is not less than '2'"),
        ("GeLe", ["1", "2", "3"], "'GeLe' takes two values, but has 3"),
        ("InRegexp", ["(a"], "the regular expression '(a' is malformed or not supported"),
    ])
    func `a malformed expression is not judged, whatever the fact`(name: String, values: [String], reason: String)
        throws
    {
        let expression = CompatibilityExpression(try #require(Operator(rawValue: name)), values)
        for fact in [CompatibilityFact.present, .value("1"), .absent, .unknown] {
            #expect(expression.answer(about: fact) == .untold(reason))
        }
    }

    @Test func `a value that is no number cannot be compared, and an unknown fact cannot be judged`() {
        let expression = CompatibilityExpression(.greater, ["1"])
        #expect(expression.answer(about: .value("x")) == .untold("'x' is not a number"))
        #expect(expression.answer(about: .unknown) == .untold("it is not known of this host"))
    }

    @Test(arguments: [
        ("6.1", "6.1.0", false), ("6.1", "6.1.1", true), ("6.9", "6.10", true), ("v6", "6.0.1", true),
        ("6.1.2", "6.1", false),
    ])
    func `versions are compared part by part`(limit: String, value: String, isGreater: Bool) {
        let expression = CompatibilityExpression(.greater, [limit], comparesVersions: true)
        #expect(expression.answer(about: .value(value)) == (isGreater ? .met : .notMet))
        #expect(expression.answer(about: .value("6.1.2.3")) == .untold("'6.1.2.3' is not a version"))
    }
}

struct CompatibilityPatternTests {
    @Test(arguments: [
        ("", "", true), ("", "x", true), ("abc", "xabcx", true), ("abc", "ab", false), ("^b", "ab", false),
        ("b$", "ab", true), ("a$", "ab", false), ("^$", "", true), ("^$", "x", false), ("a.c", "abc", true),
        ("a.c", "a\nc", false), ("a*b", "aaab", true), ("^a+$", "", false), ("^ab?c$", "ac", true),
        ("^(ab|cd)+$", "abcdab", true), ("^(?:ab|cd)$", "cd", true), ("^a|b$", "xb", true), ("^(a|)$", "", true),
        ("^a{2}$", "aa", true), ("^a{2}$", "aaa", false), ("^a{2,}$", "aaaa", true), ("^a{1,2}$", "aaa", false),
        ("^a{0}$", "", true), ("[a-c]", "b", true), ("^[^a-c]$", "b", false), ("^[]a]$", "]", true),
        ("^[a-]$", "-", true), ("^[\\d.]+$", "6.1.0", true), ("\\d+", "x7", true), ("^\\w+$", "a_1", true),
        ("\\s", "a b", true), ("^\\S+$", "a b", false), ("a\\.c", "abc", false), ("\\(x\\)", "(x)", true),
        ("^.*?b$", "aab", true), ("ä", "ä", true), ("^[а-я]+$", "мир", true), ("(((((a)))))", "a", true),
    ])
    func `a pattern matches a part of a text as RE2 does`(pattern: String, text: String, expected: Bool) throws {
        #expect(try #require(CompatibilityPattern(pattern)).matches(in: text) == expected)
    }

    @Test(arguments: [
        "(", ")", "(a", "a)", "[", "[a", "[b-a]", "*", "a**", "+a", "a{2,1}", "a{1001}", "a{", "a{x}", "\\", "\\b",
        "\\pN",
        "(?i)a", "(?P<n>a)", "[[:alpha:]]", "a|*", "((a{100}){100})", "(((((){1000}){1000}){1000}){1000})",
        String(repeating: "(", count: 40) + String(repeating: ")", count: 40), String(repeating: "a", count: 513),
    ])
    func `what is malformed, too large or not supported is refused`(pattern: String) {
        #expect(CompatibilityPattern(pattern) == nil)
    }

    @Test func `no pattern takes long`() throws {
        let text = String(repeating: "a", count: 2_000)
        let clock = ContinuousClock()
        let patterns = try ["^(a*)*b$", "(a|aa)+$b", "(.*)(.*)(.*)(.*)(.*)[^a]", "(a?){200}a{200}b"].map {
            try #require(CompatibilityPattern($0))
        }
        let elapsed = clock.measure {
            for pattern in patterns { #expect(!pattern.matches(in: text)) }
        }
        #expect(elapsed < .seconds(20))
    }

    @Test func `random patterns are read or refused`() {
        var generator = SystemRandomNumberGenerator()
        let alphabet = Array("ab()[]{}*+?|^$\\.-,01:dws")
        for _ in 0..<5_000 {
            let pattern = String(
                (0..<Int.random(in: 1...16, using: &generator)).map { _ in
                    alphabet.randomElement(using: &generator) ?? "a"
                })
            _ = CompatibilityPattern(pattern)?.matches(in: "ab01.-ab")
        }
    }
}

struct CompatibilityJudgementTests {
    private func facts(_ probes: [String: ProbeValue]) throws -> NodeFacts {
        NodeFacts(
            Recording(os: "linux", probes: probes), platform: Platform(os: "linux", architecture: "amd64"),
            catalog: try PlatformCatalog.builtIn())
    }

    private func term(_ feature: String, _ name: String, _ expression: CompatibilityExpression) -> CompatibilityTerm {
        CompatibilityTerm(feature: feature, expressions: [name: expression])
    }

    private let exists = CompatibilityExpression(.exists)

    private var probes: [String: ProbeValue] {
        ["/proc/cpuinfo flags": .text("avx avx2"), "uname.release": .text("6.1.0-18-amd64")]
    }

    private func answer(_ rule: CompatibilityRule) throws -> CompatibilityAnswer {
        try facts(probes).judgement(of: CompatibilitySet(rules: [rule])).answer
    }

    @Test func `all terms of a rule must be met, and all of one alternative`() throws {
        let (met, notMet) = (term("cpu.cpuid", "AVX2", exists), term("cpu.cpuid", "AVX512F", exists))
        let untold = term("pci.device", "vendor", CompatibilityExpression(.isIn, ["10de"]))
        let reason = CompatibilityAnswer.untold("it is not known of this host")
        #expect(try answer(CompatibilityRule(name: "", terms: [])) == .met)
        #expect(try answer(CompatibilityRule(name: "", terms: [met, met])) == .met)
        #expect(try answer(CompatibilityRule(name: "", terms: [met, notMet])) == .notMet)
        #expect(try answer(CompatibilityRule(name: "", terms: [untold, notMet])) == .notMet)
        #expect(try answer(CompatibilityRule(name: "", terms: [untold, met])) == reason)
        #expect(try answer(CompatibilityRule(name: "", terms: [], alternatives: [[notMet], [met]])) == .met)
        #expect(
            try answer(CompatibilityRule(name: "", terms: [], alternatives: [[notMet], [met, notMet]])) == .notMet)
        #expect(try answer(CompatibilityRule(name: "", terms: [], alternatives: [[untold], [notMet]])) == reason)
        #expect(try answer(CompatibilityRule(name: "", terms: [notMet], alternatives: [[met]])) == .notMet)
    }

    @Test func `all rules of a set must be met, and each requirement has its fact`() throws {
        let kernel = term("Kernel.Version", "major", CompatibilityExpression(.greaterOrEqual, ["6"]))
        let set = CompatibilitySet(
            description: "d", tag: "t", weight: 5,
            rules: [
                CompatibilityRule(name: "cpu", terms: [term("cpu.cpuid", "AVX512F", exists)]),
                CompatibilityRule(name: "kernel", terms: [kernel]),
            ])
        let judged = try facts(probes).judgement(of: set)
        #expect(judged.answer == .notMet)
        #expect(judged.rules.map(\.answer) == [.notMet, .met])
        #expect(
            judged.rules.flatMap { $0.requirements.map(\.text) } == [
                "cpu.cpuid AVX512F: Exists", "kernel.version major: Ge 6",
            ])
        #expect(judged.rules.flatMap { $0.requirements.map(\.fact) } == ["absent", "6"])
        #expect(judged.tag == "t" && judged.weight == 5 && judged.description == "d")
    }

    @Test(arguments: [
        ("cpu.cpuid", CompatibilityExpression(.isIn, ["AVX2", "AMXTILE"]), CompatibilityAnswer.met),
        ("cpu.cpuid", .init(.isIn, ["AVX512F", "AMXTILE"]), .notMet),
        ("cpu.cpuid", .init(.isIn, ["AVX512F", "UNHEARD_OF"]), .untold("it is not known of this host")),
        ("cpu.cpuid", .init(.matches, ["^AVX"]), .met),
        ("cpu.cpuid", .init(.matches, ["^AMX"]), .untold("not all CPU features of this host are known")),
        ("kernel.version", .init(.isIn, ["revision"]), .met), ("kernel.version", .init(.isIn, ["patch"]), .notMet),
        ("kernel.config", .init(.isIn, ["X"]), .untold("it is not known of this host")),
    ])
    func `an expression about names is met if one name meets it`(
        feature: String, expression: CompatibilityExpression, expected: CompatibilityAnswer
    ) throws {
        let rule = CompatibilityRule(name: "", terms: [CompatibilityTerm(feature: feature, name: expression)])
        #expect(try answer(rule) == expected)
    }

    @Test func `without a recorded kernel its version is not known`() throws {
        let set = CompatibilitySet(rules: [
            CompatibilityRule(name: "", terms: [term("kernel.version", "major", exists)])
        ])
        #expect(try facts([:]).judgement(of: set).answer == .untold("it is not known of this host"))
    }
}

struct CompatibilityHintsTests {
    @Test(
        arguments: [
            ("org.example.cpu.features", "avx2,avx512f", ["avx2", "avx512f"]),
            ("com.example/cpu-flags", "sse4_2 aes", ["sse4_2", "aes"]),
            ("cpuid", #"["AVX2", "FMA3"]"#, ["AVX2", "FMA3"]), ("x.cpuFeatures", "avx2", ["avx2"]),
            ("org.example.cpu.count", "4", nil), ("org.example.features", "fast", nil), ("occupy.features", "x", nil),
            ("cpu.features", "", nil), ("cpu.features", "<script>", nil), ("cpu.features", "{\"a\":1}", nil),
            ("cpu.features", String(repeating: "a", count: 33), nil),
            ("cpu.features", String(repeating: "a ", count: 65), nil),
        ] as [(String, String, [String]?)])
    func `an annotation about CPU features is a list of words`(name: String, value: String, words: [String]?) {
        let found = CompatibilityHints.features(in: [name: value])
        #expect(found.first?.words == words)
        #expect(found.first?.name == (words == nil ? nil : name))
    }

    @Test func `the field features of a manifest list is read, whatever else it holds`() {
        let list = #"""
            {"manifests":[{"platform":{"os":"linux","features":["sse4","aes"]}},5,{"platform":{"features":"x"}},
            {"platform":{"features":["<b>","avx"]}},{}]}
            """#
        #expect(CompatibilityHints.features(ofEntriesIn: Array(list.utf8)) == [0: ["sse4", "aes"], 3: ["avx"]])
        #expect(CompatibilityHints.features(ofEntriesIn: Array("<html>".utf8)) == [:])
    }
}
