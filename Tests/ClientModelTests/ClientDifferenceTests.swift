import ClientModel
import ImageModel
import PlatformModel
import TestSupport
import Testing

/// Why a client does not take what `resolve` takes.
struct ClientDifferenceTests {
    private let catalog: PlatformCatalog

    init() throws {
        catalog = try .builtIn()
    }

    @Test func `every difference on the recorded indexes has a reason, and only differences have one`() throws {
        let list = ClientList(catalog: catalog)
        var differing = 0
        for row in try ClientVector.all() {
            let question = row.question
            let decision = decision(about: question)
            for name in row.answers.keys.compactMap({ RecordedAnswersTests.clients[$0] }) {
                let answer = try list.client(name).answer(to: question)
                let difference = ClientDifference(between: decision, and: answer, to: question, by: catalog)
                let takesNone = answer.failure.map { $0.chosen == nil } ?? false
                let isSame = decision.chosen.map { answer.outcome == .takes($0) } ?? takesNone
                if !isSame { differing += 1 }
                #expect((difference == nil) == isSame || answer.chosen?.count ?? 0 > 0, "\(row.id) \(name)")
                #expect(difference?.description != "its rules differ", "\(row.id) \(name)")
            }
        }
        #expect(differing > 300)
    }

    @Test(arguments: [
        ("002-levels-down@host", "containerd", "it does not take the highest level that the host supports"),
        ("016-386-only@host", "podman", "it does not take 32-bit images on a 64-bit host"),
        ("080-x86_64@host", "crane", "it compares names as they are written, and the index says linux/x86_64"),
        (
            "032-none-two-swapped@linux/arm64", "skopeo",
            "it does not read the config of an entry without a platform"
        ), ("020-arm64-only@host", "oras", "without --platform it takes the whole index"),
        ("074-erofs-first@host", "podman", "it does not read os.features"),
        (
            "054-soci-first@host", "docker",
            "it takes an artifact for an image, because its entry declares a platform; it tries no other entry"
        ),
        ("066-gzip-zstd@host", "podman", "of equal entries it prefers the one marked as compressed with zstd"),
        (
            "028-none-amd64-last@host", "containerd-cri",
            "it then measures another entry, which it has not pulled"
        ),
    ])
    func `the reason is the rule that makes the difference`(id: String, name: String, reason: String) throws {
        let row = try #require(try ClientVector.all().first { $0.id == id })
        let question = row.question
        let answer = try ClientList(catalog: catalog).client(name).answer(to: question)
        let difference = ClientDifference(between: decision(about: question), and: answer, to: question, by: catalog)
        #expect(difference?.description == reason)
    }

    private func decision(about question: ClientQuestion) -> ClientDecision {
        var wanted = Wanted.from(host: Host(platform: question.host))
        if let requested = question.requested {
            wanted = .requesting(requested, on: wanted.host, origin: .flag, catalog: catalog)
        }
        let matcher = Matcher(wanted: wanted, policy: MatchPolicy(), catalog: catalog)
        return ClientDecision(matcher.judge(question.image.entries.map(\.candidate)))
    }
}

extension ClientEntry {
    /// The entry as the ranking sees it.
    fileprivate var candidate: Candidate {
        let content: Candidate.Content
        switch document {
        case .unread: content = .unread
        case .missing: content = platform == nil ? .unreadable("not found") : .unread
        case .index(let entries): content = .index(entries.map(\.candidate))
        case .manifest(let summary):
            content = summary.isImage ? .image(summary.platform) : .artifact(configMediaType: summary.configMediaType)
        }
        return Candidate(
            mediaType: mediaType, artifactType: artifactType, annotations: annotations, platform: platform,
            content: content)
    }
}
