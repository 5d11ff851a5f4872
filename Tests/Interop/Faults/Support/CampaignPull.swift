import Foundation
import TestSupport
import Testing

/// One pull of the campaign: all that its seed decides, and its course.
final class CampaignPull {
    private let number: Int
    private let seed: UInt64
    private let image: CampaignImage
    private let faults: [CampaignFault]
    private let lottery: FaultLottery
    private let tokenLottery: FaultLottery
    private let registry: MisbehavingRegistry
    private let retries: Int
    private let arguments: [String]
    private let place: String
    private var resolve: Resolve
    private(set) var program: BackgroundProgram

    /// Draws what the pull is like, and starts it.
    init(number: Int, seed: UInt64, content: RegistryContent, storage: String) throws {
        var random = SeededGenerator(seed: seed)
        let kinds = CampaignImage.all
        let image = kinds[Int.random(in: kinds.indices, using: &random)]
        (faults, lottery) = Self.weather(storage: storage, &random)
        tokenLottery = FaultLottery(
            seed: random.next(), probability: [0, 0.3].randomElement(using: &random) ?? 0,
            faults: CampaignFault.passing.map(\.fault))
        registry = try MisbehavingRegistry(content: content, access: Self.access(&random))
        registry.misbehave(on: "/v2/", lottery.fault)
        registry.misbehave(on: "/token", tokenLottery.fault)
        retries = Int.random(in: 1...4, using: &random)
        resolve = try Resolve()
        resolve.environment["RESOLVE_HOME"] = resolve.home.file("store")
        let isLayout = Bool.random(using: &random)
        place = resolve.home.file(isLayout ? "out" : "store")
        arguments =
            ["pull", "-v", registry.reference("\(image.name):1"), "--platform", image.platform, "--stall-timeout", "1"]
            + ["--retries", "\(retries)", "--jobs", "\([1, 2, 6].randomElement(using: &random) ?? 6)"]
            + (isLayout ? ["-o", "out"] : [])
        (self.number, self.seed, self.image) = (number, seed, image)
        program = try resolve.start(arguments)
    }

    /// Looks at what came of it once it has ended; the number of further pulls that took.
    func judge() throws -> Int {
        let result = program.wait(timeoutSeconds: 0)
        #expect(!result.timedOut, "\(story(result))")
        #expect(allowed.contains(result.status), "allowed: \(allowed.sorted()); \(story(result))")
        let found = StoreInspection(place)
        #expect(found.lies == [], "\(story(result))")
        #expect(found.strays == [], "\(story(result))")
        if result.status == 0 {
            expectWhole(result)
            return 0
        }
        #expect(found.entries == [], "\(story(result))")
        #expect(result.output == "", "\(story(result))")
        registry.behave()
        let again = try resolve.run(arguments)
        #expect(again.status == 0, "again: \(again.errors); \(story(result))")
        expectWhole(again)
        return 1
    }

    /// Whether it has ended, be it by force: a pull that takes longer than a minute is stuck.
    func hasEnded(after seconds: Double) -> Bool {
        program.hasEnded || seconds > 60
    }

    /// The exit statuses that the faults met may lead to.
    private var allowed: Set<Int32> {
        let met = lottery.drawn.map { faults[$0] } + tokenLottery.drawn.map { CampaignFault.passing[$0] }
        let hasRetries = met.filter { $0.kind != .harmless }.count <= retries
        return met.reduce(into: [0]) { allowed, fault in
            guard fault.kind == .ending || !hasRetries else { return }
            allowed.formUnion(fault.ends)
            // A list within the list that is not there, or is none, is a refusal like others: nothing suits then.
            if image.hasUndeclared, !fault.ends.isDisjoint(with: [6, 11]) { allowed.insert(3) }
        }
    }

    private func expectWhole(_ result: ProgramResult) {
        let found = StoreInspection(place)
        let isLocal = found.files.contains("resolve-store")
        let isWhole = isLocal ? holdsAll : PulledLayout(path: place).holdsExactly(image.wanted)
        #expect(isWhole, "\(story(result))")
        #expect(found.lies == [] && found.strays == [] && found.parts == [], "\(found.files); \(story(result))")
        let lines = (image.wanted.children.isEmpty ? [image.wanted] : image.wanted.children).map { child in
            "\(registry.reference(image.name))@\(child.digest)\n"
        }
        #expect(result.output == lines.joined(), "\(story(result))")
    }

    /// Whether the local store has all that is wanted, and besides it at most lists on the way to it; a list by tag whose
    /// digest nobody told stands under the SHA-256 of its bytes.
    private var holdsAll: Bool {
        let there = Set(PulledLayout(path: place).blobs.keys)
        let wanted = Set((image.wanted.manifests + image.wanted.blobs).map(\.digest))
        let lists = image.held.manifests.flatMap { [$0.digest, SampleDigest.sha256(of: $0.bytes)] }
        return wanted.isSubset(of: there) && there.subtracting(wanted).isSubset(of: lists)
    }

    private func story(_ result: ProgramResult) -> String {
        let met =
            lottery.drawn.map { faults[$0].fault.name }
            + tokenLottery.drawn.map { CampaignFault.passing[$0].fault.name + " (token)" }
        return "pull \(number), seed \(seed): \(arguments.joined(separator: " ")); met \(met); \(result.errors)"
    }

    private static func weather(
        storage: String, _ random: inout SeededGenerator
    ) -> (faults: [CampaignFault], lottery: FaultLottery) {
        let harmless = CampaignFault.harmless(storage: storage)
        let (faults, probability) =
            switch Int.random(in: 0..<4, using: &random) {
            case 0: (harmless, 0.6)
            case 1: (CampaignFault.passing + CampaignFault.ending, 0.2)
            default: (harmless + CampaignFault.passing, 0.3)
            }
        return (faults, FaultLottery(seed: random.next(), probability: probability, faults: faults.map(\.fault)))
    }

    private static func access(_ random: inout SeededGenerator) -> AccessControl {
        var tokens = TokenServer()
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return .bearer(tokens)
        case 1:
            tokens.usesPerToken = 15
            return .bearer(tokens)
        default: return .open
        }
    }
}
