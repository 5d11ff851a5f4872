extension Scenarios {
    /// The label of `resolve pull` to containerd.
    static let toContainerd = "resolve -o containerd"

    /// From a registry to files: five layers of this machine's files, one large file, and many empty ones.
    static func trees(scale: Int) -> [Scenario] {
        let rivals = [DockerPull().name, CtrPull().name, PodmanPull().name, SkopeoUmoci().name]
        let bounds: [Bound] =
            rivals.map { .wall(against: $0, atMost: 0.33) } + [
                .wall(against: ParallelTar.label, atMost: 1.5),
                .wall(of: toContainerd, against: CtrPull().name, atMost: 0.4),
                .peak(mebibytes: 96),
            ]
        return [
            tree(.tree(percent: scale), title: "system files", bounds),
            tree(.bulk(percent: scale), title: "one random file", []),
            tree(.empty(percent: scale), title: "empty files", []),
        ]
    }

    private static func tree(_ plan: ImagePlan, title: String, _ bounds: [Bound]) -> Scenario {
        Scenario(name: "unpack/" + plan.name, title: title, plan: plan, bounds: bounds) { server, binary in
            let contestants: [any Contestant] = [
                ResolvePull(binary, to: .files), ResolvePull(binary, named: toContainerd, to: .containerd),
                DockerPull(),
                CtrPull(), PodmanPull(), SkopeoUmoci(), ParallelTar(server.image, in: server.layout),
            ]
            return contestants.map { Entry($0, from: server.direct) }
        }
    }
}
