import Testing

@testable import PlatformModel

@Suite struct CPULadderTests {
    private func ladder(
        _ platform: String, _ status: LevelStatus = .proved, entries: [String] = []
    ) -> CPULadder? {
        let entries = entries.enumerated().map { (position: [$0], platform: raw($1)) }
        return builtIn.ladder(of: raw(platform), status: status, entries: entries)
    }

    /// The levels in order, each with a sign: `=` own, `+` included, `-` beyond, `?` unknown.
    private func signs(_ ladder: CPULadder?) -> String {
        (ladder?.rungs ?? []).map { rung in
            let sign =
                switch rung.standing {
                case .own: "="
                case .included: "+"
                case .beyond: "-"
                case .unknown: "?"
                }
            return sign + rung.level
        }.joined(separator: " ")
    }

    @Test(arguments: [
        ("linux/amd64", "=v1 -v2 -v3 -v4"),
        ("linux/amd64/v3", "+v1 +v2 =v3 -v4"),
        ("linux/x86_64/v2", "+v1 =v2 -v3 -v4"),
        // Numbers above the table are levels, too.
        ("linux/amd64/v6", "+v1 +v2 +v3 +v4 +v5 =v6"),
        ("linux/arm/v7", "-v3 -v4 +v5 +v6 =v7 -v8"),
        ("linux/armhf", "-v3 -v4 +v5 +v6 =v7 -v8"),
        ("linux/ppc64le/power9", "+power8 =power9 -power10 -power11"),
        ("linux/riscv64", "=rva20u64 -rva22u64 -rva23u64"),
    ])
    func `the levels are listed from the lowest up, with the place of the platform`(platform: String, expected: String)
    {
        #expect(signs(ladder(platform)) == expected)
    }

    @Test func `a newer generation leaves out the levels of the older one that it does not include`() {
        let rungs = ladder("linux/arm64/v9.1")?.rungs ?? []
        #expect(rungs.filter { $0.standing == .included }.map(\.level).contains("v8.6"))
        #expect(rungs.filter { $0.standing == .beyond }.map(\.level).prefix(3) == ["v8.7", "v8.8", "v8.9"])
        #expect(rungs.filter { $0.standing == .own }.map(\.level) == ["v9.1"])
    }

    @Test(arguments: ["linux/386", "linux/s390x", "linux/unheard-of", "linux/"])
    func `an architecture without several levels has no ladder`(platform: String) {
        #expect(ladder(platform) == nil)
    }

    @Test func `the entries of the architecture stand at their levels`() {
        let entries = ["linux/amd64", "linux/arm64", "linux/amd64/v3", "windows/amd64", "linux/x86_64/3"]
        let rungs = ladder("linux/amd64/v2", entries: entries)?.rungs ?? []
        #expect(rungs.map(\.entries) == [[[0], [3]], [], [[2], [4]], []])
    }

    @Test func `of an unknown level it is only said what is certain`() {
        #expect(signs(ladder("linux/amd64/v1", .unknown(probe: "cpuid"))) == "=v1 ?v2 ?v3 ?v4")
        #expect(signs(ladder("linux/arm/v7", .unknown(probe: "AT_PLATFORM"))) == "?v3 ?v4 ?v5 ?v6 =v7 ?v8")
        #expect(signs(ladder("linux/amd64/v3", .assumed)) == "+v1 +v2 =v3 -v4")
    }
}
