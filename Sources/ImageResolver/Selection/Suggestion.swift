import PlatformModel

/// Suggests options with which a command would succeed when no entry of an image matches.
///
/// Every suggestion is first tried on the entries.
struct Suggestion {
    /// The number of options and platforms that are tried, nearest first, because an index may be long.
    private static let mostTries = 16

    let wanted: Wanted
    let catalog: PlatformCatalog

    /// The option that a refused entry needs, else a platform that is offered, else `nil`.
    ///
    /// `refused` is in order of preference, `entries` are the candidates of the ranking.
    func advice(_ refused: [ExplainedCandidate], of entries: [Candidate]) -> NoMatchAdvice? {
        for remedy in refused.lazy.compactMap({ $0.verdict.refusal?.remedy }).prefix(Self.mostTries)
        where takes(entries, wanted, policy(remedy)) {
            return NoMatchAdvice(options: remedy.option.split(separator: " ").map(String.init), runs: true)
        }
        var tried: Set<Platform> = []
        for platform in refused.lazy.compactMap(\.platform) where tried.count < Self.mostTries {
            guard tried.insert(platform).inserted,
                let asked = try? catalog.parse(platform.full, host: wanted.host.platform)
            else { continue }
            let other = Wanted.requesting(asked, on: wanted.host, origin: .flag, catalog: catalog)
            guard takes(entries, other, MatchPolicy()) else { continue }
            return NoMatchAdvice(options: ["--platform", platform.full], runs: false)
        }
        return nil
    }

    /// The `resolve pull` of `image` that follows `advice`.
    func command(_ advice: NoMatchAdvice, image: String) -> String {
        let context = advice.runs ? sameHost + samePlatform : []
        return (["resolve", "pull"] + (context + advice.options + [image]).map(Self.shellWord)).joined(separator: " ")
    }

    /// Whether an entry matches, or may match once it is read.
    private func takes(_ entries: [Candidate], _ wanted: Wanted, _ policy: MatchPolicy) -> Bool {
        let judgement = Matcher(wanted: wanted, policy: policy, catalog: catalog).judge(entries)
        return judgement.chosen != nil || !judgement.toRead.isEmpty
    }

    private func policy(_ remedy: Remedy) -> MatchPolicy {
        var policy = MatchPolicy()
        switch remedy {
        case .emulated: policy.emulation = true
        case .hyperV: policy.hyperV = true
        case .assumeVariant(let variant): policy.assumedVariant = variant
        }
        return policy
    }

    private var sameHost: [String] {
        if case .hostOption(let name) = wanted.origin { ["--host", name] } else { [] }
    }

    private var samePlatform: [String] {
        if case .flag = wanted.origin { ["--platform", wanted.host.platform.full] } else { [] }
    }

    /// `text` as a shell word: in single quotes unless it is plain.
    static func shellWord(_ text: String) -> String {
        let plain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "._-:/@,+=".utf8.contains(byte)
            }
        }
        guard !plain || text.isEmpty else { return text }
        return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
