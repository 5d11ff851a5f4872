import PlatformModel

/// The library containers/image, which podman, skopeo, buildah and CRI-O share.
///
/// It looks for a list of platforms in turn, byte by byte: the variant asked for or detected, those below it, and none.
struct ContainersImage: ClientPolicy {
    /// The program that uses the library.
    enum Program: Hashable, Sendable {
        /// `podman pull`.
        case podman
        /// `skopeo copy`.
        case skopeo
    }

    /// The versions between which the rules changed.
    enum Generation: Hashable, Sendable {
        /// Before 5.28 of the library.
        case first
        /// From 5.28: among equal entries of an OCI index, one marked as compressed with zstd is preferred.
        case preferringZstd
    }

    private static let zstdAnnotation = "io.github.containers.compression.zstd"

    let program: Program
    let generation: Generation
    let catalog: PlatformCatalog

    func wanted(by question: ClientQuestion) -> Platform? { platforms(for: question).first }

    func answer(to question: ClientQuestion) -> ClientAnswer {
        guard case .index(let index) = question.image else { return pulled([0], question) }
        let wanted = platforms(for: question)
        guard let chosen = choice(in: index, of: wanted) else {
            return fails(noMatch(wanted[0], isDockerList: index.isDockerList))
        }
        return pulled([chosen], question)
    }

    /// The platforms to look for, most wanted first.
    private func platforms(for question: ClientQuestion) -> [Platform] {
        let names = LibraryNames(of: "containers-image", in: catalog)
        var platform = question.requested ?? names.detected(question.host, by: "containers-image")
        if program == .podman, let requested = question.requested {
            // podman reads the option as containerd does; skopeo takes its options as they are.
            platform = ContainerdLibrary(.v2, on: question.host.os, catalog: catalog).parsed(requested)
        }
        let ladder = (names.architecture(platform.architecture)?.ladder ?? []).compactMap { step -> String? in
            guard case .word(let variant) = step else { return nil }
            return variant
        }
        let variants: [String]
        switch platform.variant ?? "" {
        case "": variants = [""] + ladder
        case let given: variants = (ladder.contains(given) ? Array(ladder.drop { $0 != given }) : [given]) + [""]
        }
        return variants.map {
            Platform(os: platform.os, architecture: platform.architecture, variant: $0.isEmpty ? nil : $0)
        }
    }

    /// The entry that is taken; `nil` if none.
    private func choice(in index: ClientIndex, of wanted: [Platform]) -> Int? {
        let ranked = index.entries.enumerated().compactMap { number, entry -> Rank? in
            guard let platform = entry.platform else {
                return index.isDockerList ? nil : Rank(place: wanted.count, isPlain: isPlain(entry), index: number)
            }
            guard let place = wanted.firstIndex(where: { $0.isWritten(like: platform) }) else { return nil }
            return Rank(place: place, isPlain: index.isDockerList || isPlain(entry), index: number)
        }
        return ranked.min()?.index
    }

    /// Whether an entry has no claim to be preferred for its compression.
    private func isPlain(_ entry: ClientEntry) -> Bool {
        generation == .first || entry.annotations[Self.zstdAnnotation] != "true"
    }

    /// What is pulled of the chosen entry; nothing else is tried.
    private func pulled(_ position: Position, _ question: ClientQuestion) -> ClientAnswer {
        guard let entry = question.image.entry(at: position) else { return ClientAnswer(.takes(position)) }
        let source = "docker://\(question.reference)"
        if entry.document == .missing {
            let error = "reading manifest \(entry.digest) in \(question.repository): manifest unknown"
            return fails("determining manifest MIME type for \(source): \(error)", at: position, isMissing: true)
        }
        if entry.algorithm != "sha256" {
            return fails("Manifest does not match provided manifest digest \(entry.digest)", at: position)
        }
        switch entry.kind {
        case .index:
            let error = "Unexpectedly received a manifest list instead of a manifest for a single image"
            return fails(error, at: position)
        case .other where !entry.mediaType.isEmpty:
            return fails("initializing image from source \(source): unsupported schema version 2", at: position)
        case .manifest, .schema1, .other: break
        }
        if program == .podman, let manifest = entry.manifest, !manifest.isImage {
            let type = generation == .first ? nil : manifest.artifactType
            let error = "unsupported image-specific operation on artifact with type"
            return fails(
                "parsing image configuration: \(error) \"\(type ?? manifest.configMediaType)\"", at: position)
        }
        if program == .podman, entry.manifest?.foreignLayer != nil {
            return fails("writing blob: adding layer with blob: processing tar file: exit status 1", at: position)
        }
        var answer = ClientAnswer(.takes(position))
        answer.startError = program == .podman ? startError(of: entry, question) : nil
        return answer
    }

    /// What `podman create` with the same platform says of what was pulled: another platform than the host's must be that of
    /// the config.
    private func startError(of entry: ClientEntry, _ question: ClientQuestion) -> String? {
        if generation == .first, entry.kind == .schema1 {
            return "readObjectStart: expect { or n, but found"
        }
        guard let requested = question.requested, let config = entry.manifest?.platform else { return nil }
        let names = LibraryNames(of: "containerd", in: catalog)
        let wanted = names.normalized(requested)
        let host = Platform(os: question.host.os, architecture: question.host.architecture)
        if wanted == names.normalized(host) { return nil }
        let image = names.normalized(config)
        let isNamed = wanted.os == image.os && wanted.architecture == image.architecture
        let usual = names.normalized(Platform(os: requested.os, architecture: requested.architecture)).variant
        // 4.3 does not know the variant of an image: only the usual one is found.
        let isFound = generation == .first ? wanted.variant == usual : wanted.variant == image.variant
        return isNamed && isFound ? nil : "\(question.reference): image not known"
    }

    private func noMatch(_ platform: Platform, isDockerList: Bool) -> String {
        let list = isDockerList ? "manifest list" : "image index"
        let variant = "variant \"\(platform.variant ?? "")\""
        switch generation {
        case .first:
            return "no image found in \(list) for architecture \(platform.architecture), \(variant), OS \(platform.os)"
        case .preferringZstd:
            return "no image found in \(list) for architecture \"\(platform.architecture)\", \(variant), "
                + "OS \"\(platform.os)\""
        }
    }

    /// A failure with the program's exit status; skopeo has one of its own for what a registry lacks.
    private func fails(_ message: String, at position: Position? = nil, isMissing: Bool = false) -> ClientAnswer {
        switch (program, generation) {
        case (.podman, _): return .fails(message, at: position, status: 125)
        case (.skopeo, .preferringZstd) where isMissing: return .fails(message, at: position, status: 2)
        case (.skopeo, _): return .fails(message, at: position)
        }
    }
}

/// How much an entry is wanted: the least is taken.
private struct Rank: Comparable {
    /// Its place among the wanted platforms.
    let place: Int
    /// Whether it is not preferred for its compression.
    let isPlain: Bool
    /// Its place in the index.
    let index: Int

    static func < (left: Rank, right: Rank) -> Bool {
        (left.place, left.isPlain ? 1 : 0, left.index) < (right.place, right.isPlain ? 1 : 0, right.index)
    }
}

extension Platform {
    /// Whether system, architecture and variant are the same bytes.
    fileprivate func isWritten(like other: Platform) -> Bool {
        os == other.os && architecture == other.architecture && (variant ?? "") == (other.variant ?? "")
    }
}
