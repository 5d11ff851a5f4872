import PlatformModel
import TestSupport
import Testing

@testable import ClientModel

/// `clients.json`: what real clients answered, one index and one request a row.
struct RecordedAnswersTests {
    /// The clients as the table names them, and as `--client` does.
    static let clients = [
        "docker-29.7-graphdriver": "docker@29.7.2", "docker-29.7-containerd": "docker-containerd@29.7.2",
        "containerd-2.4-transfer": "ctr@2.4", "containerd-2.4-local": "ctr-local@2.4",
        "containerd-2.4-pull": "containerd@2.4", "containerd-2.4-cri": "containerd-cri@2.4",
        "containerd-2.4-cri-local": "containerd-cri-local@2.4", "containerd-1.6-ctr": "ctr@1.6.20",
        "podman-5.8": "podman@5.8.3", "podman-4.3": "podman@4.3.1", "skopeo-1.22": "skopeo@1.22",
        "skopeo-1.9": "skopeo@1.9.3", "crane-0.21": "crane@0.21.9", "oras-1.3": "oras@1.3.3",
        "regctl-0.11": "regctl@0.11.5",
    ]

    @Test func `every answer of a real client is given`() throws {
        let list = ClientList(catalog: try .builtIn())
        var differences: [String] = []
        var count = 0
        for row in try ClientVector.all() {
            let question = row.question
            for (key, recorded) in row.answers.sorted(by: { $0.key < $1.key }) {
                let name = try #require(Self.clients[key], "\(key)")
                let answer = try list.client(name).answer(to: question)
                count += 1
                for difference in recorded.differences(from: answer, to: question) {
                    differences.append("\(row.id) \(key): \(difference)")
                }
            }
        }
        #expect(differences == [])
        Vectors.report("clients.json", rows: count)
    }
}

extension RecordedAnswer {
    /// How an answer differs from this one.
    func differences(from answer: ClientAnswer, to question: ClientQuestion) -> [String] {
        var found: [String] = []
        switch (chosen, answer.outcome) {
        case (.entry(let recorded), .takes(let position)) where recorded == position: break
        case (.index, .takesIndex): break
        // The client did not say which of those that it unpacked it starts.
        case (nil, .takes(let position)) where error == nil && unpacked?.contains(position) == true: break
        case (nil, .fails(let failure)):
            if let error, !isSame(error, failure.message) { found.append("\(failure.message) ≠ \(error)") }
            if let exit, exit != failure.exitStatus { found.append("exit \(failure.exitStatus) ≠ \(exit)") }
            if let tried, tried != failure.chosen { found.append("\(failure.chosen ?? []) ≠ tried \(tried)") }
        default: found.append("\(answer.outcome) ≠ \(chosen as Any) \(error ?? "")")
        }
        let taken = answer.alongside + (answer.startedImage(in: question).map { [$0] } ?? [])
        if let more = unpacked ?? fetched, Set(more) != Set(taken) || more.count != taken.count {
            found.append("fetched \(taken) ≠ \(more)")
        }
        let (recorded, stated) = (runError ?? "", answer.startError ?? "")
        if chosen != nil, !recorded.hasPrefix(stated) || recorded.isEmpty != stated.isEmpty {
            found.append("run '\(stated)' ≠ '\(recorded)'")
        }
        return found
    }

    /// The message with which creating a container failed; `nil` if it did not.
    private var runError: String? {
        guard let run, run.hasPrefix("error: ") else { return nil }
        // The machine lacked the runtime for WebAssembly: no property of podman.
        return run.contains("crun-wasm") ? nil : String(run.dropFirst("error: ".count))
    }

    /// Whether a message is the recorded one.
    ///
    /// The registry's own words (`: not here`) are no part of ours, and the table cuts one message after `Docker `.
    private func isSame(_ recorded: String, _ message: String) -> Bool {
        message == recorded || recorded.hasPrefix("\(message): ")
            || recorded.hasSuffix("or Docker ") && message.hasPrefix(recorded)
    }
}

extension ClientAnswer {
    /// The chosen entry, if it is an image: of an artifact nothing is unpacked.
    fileprivate func startedImage(in question: ClientQuestion) -> Position? {
        guard case .takes(let position) = outcome else { return nil }
        let isImage = question.image.entry(at: position)?.manifest?.isImage == true
        return startError == nil || isImage ? position : nil
    }
}
