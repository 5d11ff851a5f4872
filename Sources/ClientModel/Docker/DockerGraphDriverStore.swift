import PlatformModel

/// Docker's store of graph drivers: package `daemon/internal/distribution` of moby.
///
/// On Linux it matches as containerd's ladder does and keeps all matches, but the first one decides: whatever is wrong with
/// it ends the pull. On Windows it has rules of its own.
struct DockerGraphDriverStore: ClientPolicy {
    let catalog: PlatformCatalog

    func wanted(by question: ClientQuestion) -> Platform? {
        let library = ContainerdLibrary(.v2, on: question.host.os, catalog: catalog)
        return GraphDriverPull(question: question, library: library).platform
    }

    func answer(to question: ClientQuestion) -> ClientAnswer {
        let library = ContainerdLibrary(.v2, on: question.host.os, catalog: catalog)
        let pull = GraphDriverPull(question: question, library: library)
        switch question.image {
        case .manifest(let entry):
            if let error = pull.error(of: entry) { return .fails(error, at: [0]) }
            return pull.started([0])
        case .index(let index):
            switch pull.result(in: index.entries, at: []) {
            case .takes(let position): return pull.started(position)
            case .noMatch(let path): return .fails(pull.noMatch, at: path.isEmpty ? nil : path)
            case .fails(let message, let position): return .fails(message, at: position)
            }
        }
    }
}

/// One pull into the graph-driver store.
private struct GraphDriverPull {
    /// How the walk through an index ends.
    enum Result {
        case takes(Position)
        /// The index at this position has no match.
        case noMatch(Position)
        case fails(String, at: Position)
    }

    let question: ClientQuestion
    let library: ContainerdLibrary

    /// The host with its level, or the platform that was asked for.
    var platform: Platform {
        question.requested ?? library.detected(question.host, by: "docker")
    }

    /// No entry matches; the level of the host is not named.
    var noMatch: String {
        let shown =
            question.requested.map { library.parsed($0).full }
            ?? library.detected(question.host, by: "containerd").full
        return "no matching manifest for \(shown) in the manifest list entries"
    }

    /// Goes through the matches; only a failure inside a nested index leads to the next one.
    func result(in entries: [ClientEntry], at path: Position) -> Result {
        for index in matches(in: entries) {
            let entry = entries[index]
            let position = path + [index]
            if let error = error(of: entry) { return .fails(error, at: position) }
            guard let nested = entry.nested else { return .takes(position) }
            switch result(in: nested, at: position) {
            case .takes(let inner): return .takes(inner)
            case .noMatch(let inner): return .noMatch(inner)
            case .fails: continue
            }
        }
        return .noMatch(path)
    }

    /// The entries that match, best first; those without a platform are last.
    private func matches(in entries: [ClientEntry]) -> [Int] {
        guard library.system != OperatingSystemName.windows else { return windowsMatches(in: entries) }
        let matcher = ContainerdMatcher.only(platform, in: library)
        var sorted: [Int] = []
        for index in entries.indices {
            guard let own = entries[index].declaredPlatform, matcher.accepts(own) else { continue }
            let place = sorted.firstIndex { other in
                entries[other].declaredPlatform.map { matcher.precedes(own, $0) } ?? true
            }
            sorted.insert(index, at: place ?? sorted.count)
        }
        return sorted + entries.indices.filter { entries[$0].declaredPlatform == nil }
    }

    /// On Windows: the host's architecture, no build newer than the host's, and the host's own build first.
    private func windowsMatches(in entries: [ClientEntry]) -> [Int] {
        let host = library.normalized(question.host)
        let hostBuild = host.osVersion.flatMap(DottedVersion.init)?.numbers.prefix(3) ?? []
        let builds = entries.indices.compactMap { index -> (index: Int, build: ArraySlice<Int>)? in
            guard let platform = entries[index].platform, platform.architecture == host.architecture,
                platform.os == host.os
            else { return nil }
            let build = platform.osVersion.flatMap(DottedVersion.init)?.numbers.prefix(3) ?? []
            return hostBuild.lexicographicallyPrecedes(build) ? nil : (index, build)
        }
        let own = builds.filter { $0.build == hostBuild }
        return (own + builds.filter { $0.build != hostBuild }).map(\.index)
    }

    /// Why the pull of a chosen entry fails; `nil` if it does not.
    func error(of entry: ClientEntry) -> String? {
        // The type of the registry's answer counts: an entry without one is taken.
        if entry.kind == .schema1 || entry.kind == .other && !entry.mediaType.isEmpty {
            return "unsupported manifest media type and no default available: \(entry.mediaType)"
        }
        if entry.document == .missing { return "manifest for \(question.reference) not found: manifest unknown" }
        guard let manifest = entry.manifest else { return nil }
        guard manifest.isImage else { return "unsupported media type \(manifest.configMediaType)" }
        if let layer = manifest.foreignLayer { return "unsupported media type \(layer)" }
        if let system = (entry.platform ?? question.requested)?.os, !isSupported(system) {
            return "operating system is not supported"
        }
        if let error = versionError(of: manifest.platform) { return error }
        guard let system = manifest.platform?.os, !isSupported(system) else { return nil }
        return "image operating system \"\(system)\" cannot be used on this platform"
    }

    /// On Windows, the refusal of an image of a newer build than the host's.
    private func versionError(of image: Platform?) -> String? {
        guard library.system == OperatingSystemName.windows,
            let own = library.normalized(question.host).osVersion.flatMap(DottedVersion.init)?.build,
            let other = image?.osVersion.flatMap(DottedVersion.init)?.build, own.lexicographicallyPrecedes(other)
        else { return nil }
        func words(_ build: ArraySlice<Int>) -> String { build.map(String.init).joined(separator: ".") }
        return "a Windows version \(words(other))-based image is incompatible with a \(words(own)) host"
    }

    /// Whether the daemon starts images of an operating system; an empty name stands for its own.
    private func isSupported(_ system: String) -> Bool {
        system.isEmpty || system.lowercased() == library.system
    }

    /// What `docker create` with the same platform says of what was pulled.
    func started(_ position: Position) -> ClientAnswer {
        var answer = ClientAnswer(.takes(position))
        guard let requested = question.requested, let entry = question.image.entry(at: position),
            let config = entry.manifest?.platform, entry.declaredPlatform == nil,
            !ContainerdMatcher.only(requested, in: library).accepts(config)
        else { return answer }
        guard case .manifest = question.image else {
            answer.note = "with --platform, the daemon of a development build (29.7.2) panicked here"
            return answer
        }
        answer.startError =
            "image with reference \(question.reference) was found but its platform (\(config.short)) does not match "
            + "the specified platform (\(library.parsed(requested).full))"
        return answer
    }
}
