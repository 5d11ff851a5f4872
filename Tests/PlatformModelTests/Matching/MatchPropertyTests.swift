import TestSupport
import Testing

@testable import PlatformModel

@Suite struct MatchPropertyTests {
    private static let hosts = [
        "linux/amd64/v3", "linux/arm64/v9.1", "linux/arm/v6", "linux/riscv64/rva22u64", "darwin/arm64",
        "windows(10.0.26100.1742)/amd64", "windows(10.0.14393.2)/amd64", "linux(+a+b)/ppc64le/power10",
    ]

    private static let entries: [Candidate] = {
        let platforms = """
            linux/amd64 linux/amd64/v2 linux/amd64/v3 linux/amd64/v4 linux/386 linux/arm64 linux/arm64/v8.2 linux/arm64/v9
            linux/arm linux/arm/v5 linux/arm/v6 linux/arm/v7 linux/arm/v8 linux/riscv64 linux/riscv64/rva23u64
            linux/ppc64le linux(+a)/ppc64le/power9 linux(+c)/ppc64le darwin/arm64 darwin/amd64 unknown/unknown linux/s390x
            windows/amd64 windows(10.0.20348.1)/amd64 windows(10.0.26100.1)/amd64 windows(10.0.26100.2)/amd64
            windows(10.0.14393.2)/amd64 windows(10.0.14393.3)/amd64 windows(10.0.17763)/amd64 windows(x)/amd64
            """
        let plain = platforms.split(whereSeparator: \.isWhitespace).map { declared(String($0)) }
        let nests = [
            nested("linux/amd64", [declared("linux/amd64"), declared("linux/arm64")]),
            nested(nil, [declared("linux/arm64"), undeclared(config("linux/riscv64"))]), nested(nil, []),
        ]
        let odd = [undeclared(config("linux/arm/v6")), undeclared(config("linux/amd64/v2")), undeclared(.cycle)]
        return plain + nests + odd
    }()

    /// The chosen entry, and the position inside it.
    private static func pick(_ candidates: [Candidate], _ matcher: Matcher) -> [AnyHashable]? {
        guard let position = matcher.judge(candidates).chosen?.position, let first = position.first else { return nil }
        return [AnyHashable(candidates[first])] + position.dropFirst().map(AnyHashable.init)
    }

    private static func sample(_ random: inout SeededGenerator) -> [Candidate] {
        (0..<Int.random(in: 0...8, using: &random)).compactMap { _ in entries.randomElement(using: &random) }
    }

    @Test func `permuting entries of different rank never changes the choice`() {
        var random = SeededGenerator.fromEnvironment("permuted entries")
        for _ in 0..<600 {
            let matcher = matcher(Self.hosts.randomElement(using: &random) ?? "")
            let candidates = Self.sample(&random)
            let ranks = matcher.judge(candidates).verdicts.filter { $0.position.count == 1 }
                .compactMap { $0.verdict.acceptance?.rank.components.prefix(7) }
            guard Set(ranks).count == ranks.count else { continue }
            #expect(Self.pick(candidates.shuffled(using: &random), matcher) == Self.pick(candidates, matcher))
        }
    }

    @Test func `adding a refused entry never changes the choice`() {
        var random = SeededGenerator.fromEnvironment("an added refused entry")
        for _ in 0..<600 {
            let matcher = matcher(Self.hosts.randomElement(using: &random) ?? "")
            var candidates = Self.sample(&random)
            let before = Self.pick(candidates, matcher)
            guard let extra = Self.entries.randomElement(using: &random),
                matcher.judge([extra]).verdicts.first?.verdict.isAccepted == false
            else { continue }
            candidates.insert(extra, at: Int.random(in: 0...candidates.count, using: &random))
            #expect(Self.pick(candidates, matcher) == before)
        }
    }

    @Test func `a higher level of the host never loses a match`() {
        for architecture in builtIn.architectures {
            let levels = builtIn.levels(of: architecture.name).filter { $0.numberedPrefix == nil }.map(\.name)
            for level in levels {
                let low = Set(Self.accepted(architecture.name, level))
                for higher in levels
                where builtIn.levels(below: higher, architecture: architecture.name).contains(level) {
                    let high = Set(Self.accepted(architecture.name, higher))
                    #expect(high.isSuperset(of: low), "\(architecture.name) \(level) \(higher)")
                }
            }
        }
    }

    private static func accepted(_ architecture: String, _ level: String) -> [Platform] {
        matcher(Host(platform: Platform(os: "linux", architecture: architecture, variant: level))).accepts.map(
            \.platform)
    }

    @Test func `the chosen entry has the lowest rank of its index`() {
        var random = SeededGenerator.fromEnvironment("least rank")
        for _ in 0..<600 {
            let judgement = matcher(Self.hosts.randomElement(using: &random) ?? "").judge(Self.sample(&random))
            let ranks = judgement.verdicts.filter { $0.position.count == 1 }.compactMap { $0.verdict.acceptance?.rank }
            #expect((judgement.chosen == nil) == ranks.isEmpty)
            guard let least = ranks.min(), let chosen = judgement.chosen else { continue }
            #expect(chosen.position.first == least.position.first)
            #expect(ranks.allSatisfy { !$0.components.lexicographicallyPrecedes(least.components) })
        }
    }

    @Test func `an alias in an entry or a host changes nothing`() {
        for architecture in builtIn.architectures {
            for alias in architecture.aliases {
                let host = matcher(
                    Host(platform: Platform(os: "linux", architecture: architecture.name, variant: alias.variant)))
                let entry = Candidate(platform: Platform(os: "Linux", architecture: alias.name.uppercased()))
                let words = host.judge([entry]).reasons
                #expect(words == ["exact"], "\(alias.name)")
            }
        }
    }
}
