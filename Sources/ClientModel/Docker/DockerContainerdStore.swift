import PlatformModel

/// Docker's containerd store, the default of new installations.
///
/// It pulls by the ladder as `Client.Pull` does, and does not read the config of an entry that declares no platform.
struct DockerContainerdStore: ClientPolicy {
    /// Whether an implicit pull asks for the CPU level of the host, as it does from 29.6.
    let detectsLevel: Bool
    let catalog: PlatformCatalog

    func wanted(by question: ClientQuestion) -> Platform? {
        let library = ContainerdLibrary(.v2, on: question.host.os, catalog: catalog)
        return question.requested ?? library.detected(question.host, by: detectsLevel ? "docker" : "containerd")
    }

    func answer(to question: ClientQuestion) -> ClientAnswer {
        let library = ContainerdLibrary(.v2, on: question.host.os, catalog: catalog)
        let messages = ContainerdMessages(generation: .v2, question: question)
        let index: ClientIndex
        switch question.image {
        case .manifest(let entry):
            return messages.answer(ofLone: entry).failure.map { ClientAnswer(.fails($0)) }
                ?? started([0], question, library)
        case .index(let value): index = value
        }
        let host = library.detected(question.host, by: detectsLevel ? "docker" : "containerd")
        let platform = question.requested ?? host
        let shown = question.requested.map { library.parsed($0).full } ?? host.full
        let matcher = ContainerdMatcher.only(platform, in: library)
        switch ContainerdIndex(matcher: matcher).pick(from: index.entries) {
        case .nothing(let path):
            let error = "no matching manifest for \(shown) in the manifest list entries: \(ContainerdMessages.noMatch)"
            return .fails(error, at: path.isEmpty ? nil : path)
        case .entry(let position, let entry):
            let isRefused = library.refuses(entry, by: matcher)
            if entry.kind == .schema1 {
                return .fails(DockerMessages.schema1(question.reference), at: position)
            }
            let error = messages.fetchError(of: entry) ?? messages.unpackError(of: entry, isRefused: isRefused)
            if let error { return .fails(error, at: position) }
            return started(position, question, library)
        }
    }

    /// What `docker create` with the same platform says of what was pulled: only the very platform will do.
    private func started(
        _ position: Position, _ question: ClientQuestion, _ library: ContainerdLibrary
    ) -> ClientAnswer {
        var answer = ClientAnswer(.takes(position))
        guard let entry = question.image.entry(at: position) else { return answer }
        if let digest = question.image.entries.firstUnknownDigest {
            answer.startError = "InvalidArgument: \"\(digest)\" failed validation"
        } else if let manifest = entry.manifest, !manifest.isImage {
            answer.startError = "no command specified"
        } else if let requested = question.requested {
            let platform = entry.platform ?? entry.manifest?.platform
            let isProvided = platform.map(ContainerdMatcher.strict(requested, in: library).accepts) ?? true
            if !isProvided {
                answer.startError =
                    "image with reference \(question.reference) was found but does not provide the specified platform "
                    + "(\(library.parsed(requested).full))"
            }
        }
        return answer
    }
}

extension [ClientEntry] {
    /// The first digest whose algorithm is not registered, also in nested indexes.
    fileprivate var firstUnknownDigest: String? {
        for entry in self {
            if !entry.hasKnownAlgorithm { return entry.digest }
            if let digest = entry.nested?.firstUnknownDigest { return digest }
        }
        return nil
    }
}

/// Messages of Docker's daemon.
enum DockerMessages {
    /// Schema 1 is refused.
    static func schema1(_ reference: String) -> String {
        "Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has been removed. "
            + "Suggest the author of \(reference) to upgrade the image to the OCI Format or Docker Image manifest v2, "
            + "schema 2. More information at https://docs.docker.com/go/deprecated-image-specs/"
    }
}
