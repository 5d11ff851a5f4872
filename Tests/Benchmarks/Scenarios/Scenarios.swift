/// Everything that is measured.
enum Scenarios {
    /// All of them, those of one image together; of images of files only so much, in percent.
    static func all(scale: Int = 100) -> [Scenario] { transfers + trees(scale: scale) }

    /// Those in which blobs are fetched.
    private static let transfers: [Scenario] = [
        loopback(.small, wall: 1.3, roundFactor: 4), delayed,
        loopback(.many, wall: 0.95), wire(.many), throttledMany,
        loopback(.mixed, wall: 0.8), durable(.mixed), wire(.mixed),
        loopback(.huge, wall: 0.75), durable(.huge), wire(.huge),
        throttledLong,
    ]

    /// Those whose names hold one of `words`, or all; the quick ones are those of the small image and
    /// of files.
    static func chosen(by arguments: BenchmarkArguments) throws(BenchmarkError) -> [Scenario] {
        let quick: [ImagePlan] = [.small, .tree(percent: arguments.scale)]
        let possible = all(scale: arguments.scale).filter { !arguments.isQuick || quick.contains($0.plan) }
        guard !arguments.cases.isEmpty else { return possible }
        let chosen = possible.filter { scenario in arguments.cases.contains { scenario.name.contains($0) } }
        guard !chosen.isEmpty else { throw .noScenario(arguments.cases) }
        return chosen
    }

    private static func loopback(_ plan: ImagePlan, wall: Double, roundFactor: Int = 1) -> Scenario {
        let rivals: [any Contestant] = [SkopeoCopy(), CtrFetch(), CranePull()]
        return Scenario(
            name: "loopback/" + plan.name,
            title: "\(plan.name), loopback",
            plan: plan,
            roundFactor: roundFactor,
            bounds: [.wall(against: CurlFiles().name, atMost: wall)] + rivals.map { .wall(against: $0.name, atMost: 1) }
                + [
                    .processor(against: CurlFiles(then: .hashed).name, atMost: 1.25), .peak(mebibytes: 32),
                ]
        ) { server, binary in
            let contestants: [any Contestant] = [ResolvePull(binary), CurlFiles(), CurlFiles(then: .hashed)]
            return (contestants + rivals).map { Entry($0, from: server.direct) }
        }
    }

    private static func durable(_ plan: ImagePlan) -> Scenario {
        Scenario(
            name: "disk/" + plan.name,
            title: "\(plan.name), on disk",
            plan: plan,
            place: .disk,
            bounds: [.wall(against: CurlFiles(then: .synced).name, atMost: 1), .peak(mebibytes: 32)]
        ) { server, binary in
            let contestants: [any Contestant] = [ResolvePull(binary), CurlFiles(then: .synced)]
            return contestants.map { Entry($0, from: server.direct) }
        }
    }

    private static func wire(_ plan: ImagePlan) -> Scenario {
        Scenario(
            name: "wire/" + plan.name,
            title: "\(plan.name), counted",
            plan: plan,
            runsOnce: true,
            bounds: [.wire(atMost: 1.005)]
        ) { server, binary in
            let contestants: [any Contestant] = [ResolvePull(binary), CurlFiles(), SkopeoCopy()]
            let endpoint = try server.linked(.plain)
            return contestants.map { Entry($0, from: endpoint) }
        }
    }
}
