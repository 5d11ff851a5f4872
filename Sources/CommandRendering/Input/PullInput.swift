import ImageModel
import ImageResolver

extension PullOutput {
    /// The formats of `pull -o` by the prefix that selects them. Each takes a path and, except for `k3s`, a name behind a colon.
    private static let formats: [String: Format] = [
        "oci": Format({ .layout($0, name: $1) }, source: { .layout(path: $0, tag: $1) }),
        "oci-archive": Format({ .archive($0, name: $1) }, source: { .archive(.oci, path: $0, tag: $1) }),
        "docker-archive": Format({ .archive($0, name: $1) }, source: { .archive(.docker, path: $0, tag: $1) }),
        "k3s": Format { path, _ in .archives(path) },
        "rootfs": Format { path, _ in .rootFileSystem(path) },
    ]
    /// Prefixes of other programs, with what to use instead.
    private static let answers = [
        "docker": "use resolve copy or push to write to a registry",
        "docker-daemon": "use -o docker",
        "containers-storage": "use -o podman, which loads the image through podman's service",
        "dir": "use oci:DIR, an OCI layout",
    ]
    /// Values without a prefix that name an engine.
    private static let engines: [String: PullOutput] = [
        "docker": .docker, "podman": .podman, "containerd": .containerd(ContainerdTarget()),
    ]
    /// The ending of an archive's name.
    private static let archiveEnding = ".tar"
    /// Endings of archives that are compressed as a whole, which some programs cannot load.
    private static let compressedEndings = [".tar.gz", ".tgz", ".tar.zst", ".tar.xz", ".tar.bz2"]

    /// Reads the value of `pull -o`: `DIR`, `FILE.tar`, `-`, `docker`, `podman`, `containerd[:NAMESPACE]`, or a prefix and a
    /// path, and perhaps a name, as in `oci:DIR:NAME`.
    ///
    /// What stands before the first colon is the format, unless it has a slash; the path ends at the next colon, unless one
    /// with a longer name exists, as where an image is read. Other formats and reserved words are refused, so that a script
    /// that expects one does not silently write a directory of that name.
    ///
    /// - Throws: A usage error if the value is empty or names no format that can be written.
    package init(parsing text: String) throws(ResolverError) {
        let colon = text.firstIndex(of: ":").flatMap { text[..<$0].contains("/") ? nil : $0 }
        guard let colon else {
            self = try Self.withoutPrefix(text)
            return
        }
        let prefix = String(text[..<colon])
        let rest = String(text[text.index(after: colon)...])
        if prefix == "containerd" {
            self = .containerd(ContainerdTarget(namespace: try Self.namespace(rest)))
            return
        }
        guard let format = Self.formats[prefix] else {
            let other = "use DIR or oci:DIR[:NAME] (oci:\(Shown.text(text)) for the directory '\(Shown.text(prefix))')"
            throw Self.refusal(of: text, Self.answers[prefix] ?? other)
        }
        guard let source = format.source else {
            guard !rest.isEmpty else { throw ResolverError(.usage, "no directory is given") }
            self = format.output(rest, nil)
            return
        }
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let path = parts.first, !path.isEmpty else { throw ResolverError(.usage, format.absence) }
        let name = parts.count == 2 ? parts[1] : nil
        guard name?.hasSuffix(":") != true, name?.isEmpty != true else {
            throw ResolverError(.usage, "'\(Shown.text(text))' ends in ':' without a name for the image")
        }
        switch source(path, name).existing {
        case .layout(let path, let name), .archive(_, let path, let name): self = format.output(path, name)
        case .registry: self = format.output(path, name)
        }
    }

    private static func namespace(_ name: String) throws(ResolverError) -> String {
        guard ContainerdTarget.isNamespace(name) else {
            throw ResolverError(
                .usage, "'\(Shown.text(name))' is not the name of a namespace of containerd",
                hint: "a namespace has letters, digits and, between them, '.', '_' and '-', such as k8s.io")
        }
        return name
    }

    private static func withoutPrefix(_ text: String) throws(ResolverError) -> PullOutput {
        guard !text.isEmpty else { throw ResolverError(.usage, "no directory is given") }
        if text == "-" { return .standardOutput }
        if let engine = engines[text] { return engine }
        if text.hasSuffix(archiveEnding) { return .archive(text) }
        if compressedEndings.contains(where: text.hasSuffix) {
            throw refusal(
                of: text,
                "use FILE.tar: archives are not compressed (oci:\(Shown.text(text)) for a directory of that name)")
        }
        return .layout(text)
    }

    private static func refusal(of text: String, _ answer: String) -> ResolverError {
        ResolverError(.usage, "the output '\(Shown.text(text))' is not supported; \(answer)")
    }

    /// A format of `pull -o`.
    private struct Format: Sendable {
        /// The output at a path, with a name.
        let output: @Sendable (String, String?) -> PullOutput
        /// The same path and name as a source, which tells them apart if the path has colons; `nil` for a format without names.
        let source: (@Sendable (String, String?) -> ImageSource)?

        init(
            _ output: @escaping @Sendable (String, String?) -> PullOutput,
            source: (@Sendable (String, String?) -> ImageSource)? = nil
        ) {
            self.output = output
            self.source = source
        }

        /// The error for a value without a path.
        var absence: String {
            if case .archive = output("", nil) { "no file is given" } else { "no directory is given" }
        }
    }
}

extension PullRequest {
    /// Reads a list of images for `pull --file`, one per line: `IMAGE [--platform=P]…  # comment`.
    ///
    /// Empty lines are skipped, as are everything after a word that starts with `#`, and the byte order mark that editors on
    /// Windows put in front.
    ///
    /// - Throws: An error that names the list as `name` and the line.
    package static func list(_ text: String, name: String) throws(ResolverError) -> [PullRequest] {
        var requests: [PullRequest] = []
        let content = text.unicodeScalars.first == "\u{FEFF}" ? Substring(text.unicodeScalars.dropFirst()) : text[...]
        let lines = content.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (number, line) in lines.enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace).prefix { !$0.hasPrefix("#") }.map(String.init)
            if let request = try request(words, line: "\(name): line \(number + 1)") { requests.append(request) }
        }
        return requests
    }

    /// The image of one line; `nil` for a line without one.
    private static func request(_ words: [String], line: String) throws(ResolverError) -> PullRequest? {
        guard let image = words.first else { return nil }
        guard !image.hasPrefix("-") else {
            throw ResolverError(.malformed, "\(line): expected an image, found '\(Shown.text(image))'")
        }
        var platforms: [String] = []
        for word in words.dropFirst() {
            guard word.hasPrefix("--platform=") else {
                throw ResolverError(
                    .malformed,
                    "\(line): '\(Shown.text(UserInformation.hidden(in: word)))' is not --platform=PLATFORM; each line names one image"
                )
            }
            let platform = String(word.dropFirst("--platform=".count))
            guard !platform.isEmpty else {
                throw ResolverError(.malformed, "\(line): --platform= does not name a platform")
            }
            platforms.append(platform)
        }
        return PullRequest(image: image, platforms: platforms)
    }
}
