import PlatformModel

/// The library go-containerregistry, which crane shares with ko and others.
///
/// It detects nothing: without `--platform`, and for an entry without a platform, one platform is assumed everywhere. The
/// first entry that has all that was asked for is taken.
struct GoContainerRegistry: ClientPolicy {
    let catalog: PlatformCatalog

    /// The platform that is assumed: its architecture is the library's only row.
    private var assumed: Platform {
        let architecture = LibraryNames(of: "go-containerregistry", in: catalog).rows.first?.name ?? ""
        return Platform(os: OperatingSystemName.linux, architecture: architecture)
    }

    func wanted(by question: ClientQuestion) -> Platform? { question.requested ?? assumed }

    func answer(to question: ClientQuestion) -> ClientAnswer {
        switch question.image {
        case .manifest(let entry):
            return entry.schema1Error.map { .fails($0, at: [0]) } ?? ClientAnswer(.takes([0]))
        case .index(let index):
            let search = Search(wanted: question.requested ?? assumed, assumed: assumed, question: question)
            return search.answer(in: index.entries, named: question.reference, at: [])
        }
    }
}

/// A search through an index and the indexes in it.
private struct Search {
    let wanted: Platform
    let assumed: Platform
    let question: ClientQuestion

    func answer(in entries: [ClientEntry], named name: String, at path: Position) -> ClientAnswer {
        let failedAt = path.isEmpty ? nil : path
        // One digest that it cannot read makes the whole index unreadable.
        if let foreign = entries.first(where: { $0.algorithm != "sha256" }) {
            return .fails(
                "unsupported hash: \"\(foreign.algorithm)\"", at: failedAt,
                because: "one digest that it cannot read makes it refuse the whole index")
        }
        guard let index = entries.firstIndex(where: { ($0.platform ?? assumed).satisfies(wanted) }) else {
            let isAssuming = entries.contains { $0.platform == nil }
            return .fails(
                "no child with platform \(shown) in index \(name)", at: failedAt,
                because: isAssuming ? "it takes an entry without a platform for \(assumed.short)" : nil)
        }
        let entry = entries[index]
        let position = path + [index]
        if let error = entry.schema1Error { return .fails(error, at: position) }
        if entry.data == .differs {
            return .fails("error verifying Digest; got another digest, want \"\(entry.digest)\"", at: position)
        }
        if entry.document == .missing {
            return .fails("GET /manifests/\(entry.digest): MANIFEST_UNKNOWN", at: position)
        }
        guard entry.kind == .index else { return ClientAnswer(.takes(position)) }
        return answer(in: entry.nested ?? [], named: "\(question.repository)@\(entry.digest)", at: position)
    }

    /// The wanted platform as the library writes it: the version after a colon.
    private var shown: String {
        wanted.short + (wanted.osVersion.map { $0.isEmpty ? "" : ":\($0)" } ?? "")
    }
}

extension ClientEntry {
    /// The refusal of schema 1; `nil` for other manifests.
    fileprivate var schema1Error: String? {
        guard kind == .schema1 else { return nil }
        return "unsupported MediaType: \"\(mediaType)\", see https://github.com/google/go-containerregistry/issues/377"
    }
}

extension Platform {
    /// Whether it has all parts of a wanted platform; what that leaves out may be anything.
    func satisfies(_ wanted: Platform) -> Bool {
        func isWanted(_ part: String?, _ own: String?) -> Bool { (part ?? "").isEmpty || part == (own ?? "") }
        return os == wanted.os && architecture == wanted.architecture && isWanted(wanted.variant, variant)
            && isWanted(wanted.osVersion, osVersion) && Set(wanted.osFeatures).isSubset(of: osFeatures)
    }
}
