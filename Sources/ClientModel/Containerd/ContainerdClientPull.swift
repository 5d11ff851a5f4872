import PlatformModel

/// A client that uses containerd's library on the host.
protocol ContainerdPolicy: ClientPolicy {
    /// The version of the library's rules.
    var generation: ContainerdLibrary.Generation { get }
    /// The tables of the rules.
    var catalog: PlatformCatalog { get }
}

extension ContainerdPolicy {
    func wanted(by question: ClientQuestion) -> Platform? { library(for: question).wanted(by: question) }

    func note(about question: ClientQuestion) -> String? { library(for: question).note(about: question) }

    /// The library on the host of a question.
    func library(for question: ClientQuestion) -> ContainerdLibrary {
        ContainerdLibrary(generation, on: question.host.os, catalog: catalog)
    }
}

/// containerd's `Client.Pull`, as nerdctl, buildkit and CRI's local way use it: one entry, by the ladder.
struct ContainerdClientPull: ContainerdPolicy {
    let generation: ContainerdLibrary.Generation
    let catalog: PlatformCatalog

    func answer(to question: ClientQuestion) -> ClientAnswer {
        let library = library(for: question)
        let messages = ContainerdMessages(generation: generation, question: question)
        let index: ClientIndex
        switch question.image {
        case .manifest(let entry): return messages.answer(ofLone: entry)
        case .index(let value): index = value
        }
        let matcher = library.matcher(for: question)
        switch pulled(from: index, by: matcher, question, library) {
        case .failed(let answer): return answer
        case .entry(let position, let entry):
            guard library.refuses(entry, by: matcher) else { return ClientAnswer(.takes(position)) }
            return .fails(messages.noMatchInImage, at: position)
        }
    }

    /// What a pull brings, before its config is compared.
    enum Pulled {
        case entry(Position, ClientEntry)
        case failed(ClientAnswer)
    }

    /// Fetches and unpacks the one entry that the matcher picks.
    func pulled(
        from index: ClientIndex, by matcher: ContainerdMatcher, _ question: ClientQuestion, _ library: ContainerdLibrary
    ) -> Pulled {
        switch ContainerdIndex(matcher: matcher).pick(from: index.entries) {
        case .nothing(let path):
            return .failed(.fails(ContainerdMessages.noMatch, at: path.isEmpty ? nil : path))
        case .entry(let position, let entry):
            let messages = ContainerdMessages(generation: generation, question: question)
            if let error = messages.fetchError(of: entry) { return .failed(.fails(error, at: position)) }
            if let error = messages.unpackError(of: entry, isRefused: library.refuses(entry, by: matcher)) {
                return .failed(.fails(error, at: position))
            }
            return .entry(position, entry)
        }
    }
}

extension ContainerdLibrary {
    /// A note about an index with entries for EROFS, which the host is asked about by its snapshotter.
    func note(about question: ClientQuestion) -> String? {
        let isOffered = question.image.entries.contains { $0.platform?.osFeatures.contains("erofs") == true }
        guard isOffered, generation == .v2 else { return nil }
        return "from 2.3, with the EROFS snapshotter, it takes the entry for erofs"
    }

    /// The platform asked for, or the host as containerd detects it.
    func wanted(by question: ClientQuestion) -> Platform {
        question.requested ?? detected(question.host, by: "containerd")
    }

    /// What `Client.Pull` compares with: the ladder of the platform asked for, or what the host's system uses.
    func matcher(for question: ClientQuestion) -> ContainerdMatcher {
        if let requested = question.requested { return .only(requested, in: self) }
        return .hostDefault(detected(question.host, by: "containerd"), in: self)
    }
}

/// The kubelet's pulls, through CRI.
///
/// The transfer service is strict and has no ladder; the local way is `Client.Pull`. What then runs is decided by the ladder.
/// `use_local_image_pull`, mirrors in the old form, `discard_unpacked_layers` and a changed number of concurrent
/// downloads lead to the local way.
struct ContainerdRuntimeInterface: ContainerdPolicy {
    /// The way in which an image is pulled.
    enum Way: Hashable, Sendable {
        /// The transfer service, from containerd 2.1.
        case transferService
        /// `Client.Pull`.
        case local
    }

    let way: Way
    let generation: ContainerdLibrary.Generation
    let catalog: PlatformCatalog

    func answer(to question: ClientQuestion) -> ClientAnswer {
        var answer = answer(to: question, pulledBy: way)
        guard way == .transferService else { return answer }
        let local = self.answer(to: question, pulledBy: .local)
        let failsAnyway = answer.failure != nil && local.failure != nil
        guard local.outcome != answer.outcome, !failsAnyway else { return answer }
        answer.note =
            "pulled locally (use_local_image_pull, mirrors in the old form, discard_unpacked_layers, or another "
            + "number of concurrent downloads), it \(local.brief)"
        return answer
    }

    private func answer(to question: ClientQuestion, pulledBy way: Way) -> ClientAnswer {
        let library = library(for: question)
        let messages = ContainerdMessages(generation: generation, question: question)
        let index: ClientIndex
        switch question.image {
        case .manifest(let entry): return messages.error(ofLone: entry).map { .fails($0) } ?? ClientAnswer(.takes([0]))
        case .index(let value): index = value
        }
        let platform = library.wanted(by: question)
        let ladder = ContainerdIndex(matcher: library.matcher(for: question))
        let fetched: [Position]
        switch way {
        case .local:
            let pull = ContainerdClientPull(generation: generation, catalog: catalog)
            switch pull.pulled(from: index, by: ladder.matcher, question, library) {
            case .failed(let answer): return answer
            case .entry(let position, _): fetched = [position]
            }
        case .transferService:
            let matches = ContainerdIndex(matcher: .strict(platform, in: library)).matches(in: index.entries)
            for match in matches {
                if let error = messages.fetchError(of: match.entry) { return .fails(error, at: match.position) }
            }
            fetched = matches.map(\.position)
        }
        return named(by: ladder, in: index, of: fetched, question, library)
    }

    /// The image that CRI names after the pull: the ladder's choice, if it is among what was fetched.
    private func named(
        by ladder: ContainerdIndex, in index: ClientIndex, of fetched: [Position], _ question: ClientQuestion,
        _ library: ContainerdLibrary
    ) -> ClientAnswer {
        let messages = ContainerdMessages(generation: generation, question: question)
        let prefix = "get image config descriptor: "
        let (position, entry): (Position, ClientEntry)
        switch ladder.pick(from: index.entries) {
        case .entry(let picked, let value): (position, entry) = (picked, value)
        case .nothing(let path): return .fails(prefix + messages.noMatchInImage, at: path.isEmpty ? nil : path)
        }
        guard fetched.contains(position) else { return .fails(prefix + messages.contentMissing(entry.digest)) }
        if library.refuses(entry, by: ladder.matcher) { return .fails(prefix + messages.noMatchInImage, at: position) }
        if !fetched.contains(ladder.measured(in: index.entries)) {
            let error = "get image info from containerd: get image compressed resource size: "
            return .fails(
                "failed to update image store \"\(question.digest)\": " + error + messages.contentMissing(entry.digest),
                at: position, because: "it then measures another entry, which it has not pulled")
        }
        var answer = ClientAnswer(.takes(position))
        answer.alongside = fetched.filter { $0 != position }
        return answer
    }
}
