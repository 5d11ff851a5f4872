extension Scenarios {
    /// The small image over a link with a round trip of 30 ms.
    static var delayed: Scenario {
        let milliseconds = 30.0
        let undelayed = "resolve, no delay"
        return Scenario(
            name: "link/small",
            title: "small, round trip 30 ms",
            plan: .small,
            roundFactor: 2,
            bounds: [.roundTrips(undelayed: undelayed, milliseconds: milliseconds, atMost: 5)]
        ) { server, binary in
            let slow = try server.linked(.roundTrip(milliseconds: milliseconds))
            let fast = try server.linked(.plain)
            let rivals: [any Contestant] = [CurlFiles(), SkopeoCopy(), CtrFetch(), CranePull()]
            return [
                Entry(ResolvePull(binary), from: slow), Entry(ResolvePull(binary), from: fast, named: undelayed),
            ] + rivals.map { Entry($0, from: slow) }
        }
    }

    /// One layer of 256 MiB over the slow link.
    static var throttledLong: Scenario {
        Scenario(
            name: "link/long",
            title: "long, slow link",
            plan: .long,
            bounds: [
                .wall(against: SkopeoCopy().name, atMost: 0.25), .wall(against: CurlRanges().name, atMost: 1.15),
                .wire(atMost: 1.005), .peak(mebibytes: 32),
            ]
        ) { server, binary in
            let endpoint = try server.throttled(slowLink, bytesPerSecondPerConnection: slowConnection)
            let contestants: [any Contestant] = [ResolvePull(binary), CurlRanges(), SkopeoCopy()]
            return contestants.map { Entry($0, from: endpoint) }
        }
    }

    /// Forty layers of 3 MiB over the slow link: ranges are no gain there, and are to be no loss.
    static var throttledMany: Scenario {
        let whole = "resolve --connections 1"
        return Scenario(
            name: "link/many",
            title: "many, slow link",
            plan: .many,
            // As fast as without: two hundredths are what the same program differs from itself.
            bounds: [.wall(against: whole, atMost: 1.02), .wire(atMost: 1.005), .peak(mebibytes: 32)]
        ) { server, binary in
            let endpoint = try server.throttled(slowLink, bytesPerSecondPerConnection: slowConnection)
            let contestants: [any Contestant] = [
                ResolvePull(binary), ResolvePull(binary, named: whole, options: ["--connections", "1"]), CurlFiles(),
            ]
            return contestants.map { Entry($0, from: endpoint) }
        }
    }

    /// What the slow link is, for the report.
    static let slowLinkText = "20 MiB/s a connection, 1 Gbit/s in all, 20 ms a round trip"

    private static let slowConnection = 20 * 1024 * 1024

    private static var slowLink: LinkShape {
        var shape = LinkShape.roundTrip(milliseconds: 20)
        shape.bytesPerSecondShared = 1_000_000_000 / 8
        return shape
    }
}
