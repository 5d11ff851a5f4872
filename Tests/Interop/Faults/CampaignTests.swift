import Foundation
import TestSupport
import Testing

/// Random images through random faults: 500 pulls, or as many as `RESOLVE_CAMPAIGN_PULLS` says.
@Suite struct CampaignTests {
    private static let pullsAtOnce = 10
    private let count = ProcessInfo.processInfo.environment["RESOLVE_CAMPAIGN_PULLS"].flatMap { Int($0) } ?? 500

    @Test func `whatever goes wrong, the bytes are right or the pull says what it is, and the next run completes`()
        throws
    {
        var random = SeededGenerator.fromEnvironment("fault campaign of \(count) pulls")
        let storage = try MisbehavingRegistry(content: Self.content)
        var running: [(pull: CampaignPull, since: ContinuousClock.Instant)] = []
        var (started, again) = (0, 0)
        while started < count || !running.isEmpty {
            while started < count, running.count < Self.pullsAtOnce {
                started += 1
                let pull = try CampaignPull(
                    number: started, seed: random.next(), content: Self.content, storage: storage.url)
                running.append((pull, .now))
            }
            let ended = running.indices.filter { index in
                running[index].pull.hasEnded(after: (ContinuousClock.now - running[index].since) / .seconds(1))
            }
            for index in ended.reversed() { again += try running.remove(at: index).pull.judge() }
            if ended.isEmpty { usleep(2000) }
        }
        print("fault campaign: \(started) pulls, \(again) of them a second time")
    }

    private static let content: RegistryContent = CampaignImage.all.reduce(into: RegistryContent()) { content, image in
        content.add(image.held, to: image.name, tags: ["1"])
    }
}
