import PlatformModel

/// containerd's `ctr images pull`.
///
/// It fetches every entry that matches exactly and every one without a platform, whatever its config, and then starts
/// what the ladder picks.
struct ContainerdTool: ContainerdPolicy {
    /// The way in which an image is pulled.
    enum Way: Hashable, Sendable {
        /// The transfer service, which version 2 uses by default.
        case transferService
        /// Version 2 with `--local`, and version 1.6.
        case local
    }

    let way: Way
    let generation: ContainerdLibrary.Generation
    let catalog: PlatformCatalog

    func answer(to question: ClientQuestion) -> ClientAnswer {
        let library = library(for: question)
        let platform = library.normalized(library.wanted(by: question))
        if way == .transferService, platform.os != library.system {
            return .fails(
                "unable to initialize unpacker: no unpack platforms defined: invalid argument",
                because: "it unpacks images of the host's own operating system only")
        }
        let messages = ContainerdMessages(generation: generation, question: question)
        let index: ClientIndex
        switch question.image {
        case .manifest(let entry): return lone(entry, messages, library)
        case .index(let value): index = value
        }
        let matches = ContainerdIndex(matcher: .strict(platform, in: library)).matches(in: index.entries)
        for match in matches {
            if let error = messages.fetchError(of: match.entry) { return .fails(error, at: match.position) }
        }
        // Version 2 fetches the manifests and configs of all platforms, unless `--skip-metadata` is given.
        if generation == .v2, let error = messages.fetchError(in: index.entries) {
            return .fails(error, because: "it fetches the manifests of all platforms, and one cannot be fetched")
        }
        if matches.isEmpty, way == .transferService { return .fails("nothing fetched", status: 0) }
        return started(from: index, of: matches, by: .only(platform, in: library), messages, library)
    }

    /// A single manifest is taken whatever its platform.
    private func lone(
        _ entry: ClientEntry, _ messages: ContainerdMessages, _ library: ContainerdLibrary
    ) -> ClientAnswer {
        if let error = messages.error(ofLone: entry) { return .fails(error, at: [0]) }
        if library.mismatches(entry) {
            return .fails(ContainerdMessages.mismatch, at: [0], status: way == .transferService ? 0 : 1)
        }
        var answer = ClientAnswer(.takes([0]))
        answer.startError = entry.startError
        return answer
    }

    /// What the ladder picks in the image as it was fetched.
    private func started(
        from index: ClientIndex, of matches: [(position: Position, entry: ClientEntry)], by matcher: ContainerdMatcher,
        _ messages: ContainerdMessages, _ library: ContainerdLibrary
    ) -> ClientAnswer {
        // The transfer service has succeeded by now.
        let status = way == .transferService ? 0 : 1
        let unpacked = way == .transferService ? matches.filter { !$0.entry.isNotUnpacked }.map(\.position) : []
        var answer: ClientAnswer
        switch ContainerdIndex(matcher: matcher).pick(from: index.entries) {
        case .nothing(let path):
            answer = .fails(messages.noMatchInImage, at: path.isEmpty ? nil : path, status: status)
        case .entry(let position, let entry):
            if !matches.contains(where: { $0.position == position }) {
                let error = generation == .v1 ? messages.contentMissing : messages.layersMissing
                answer = .fails(error(entry.digest), status: status)
            } else if library.refuses(entry, by: matcher) {
                answer = .fails(messages.noMatchInImage, status: status)
            } else if library.mismatches(entry) {
                answer = .fails(ContainerdMessages.mismatch, at: position, status: status)
            } else {
                answer = ClientAnswer(.takes(position))
                answer.startError = entry.startError
            }
        }
        answer.alongside = unpacked.filter { $0 != answer.chosen }
        return answer
    }
}

extension ClientEntry {
    /// Whether the transfer service unpacks no layer of it: an artifact or an attestation.
    fileprivate var isNotUnpacked: Bool {
        guard let manifest else { return false }
        return !manifest.isImage || manifest.foreignLayer != nil
    }

    /// What creating a container from a pulled artifact says.
    fileprivate var startError: String? {
        guard let manifest, !manifest.isImage else { return nil }
        return "unknown image config media type \(manifest.configMediaType)"
    }
}
