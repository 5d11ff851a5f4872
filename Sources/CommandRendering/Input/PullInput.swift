import ImageResolver

extension PullOutput {
    /// The formats of `pull -o` by the prefix that selects them.
    private static let formats: [String: @Sendable (String) -> PullOutput] = [
        "oci": { .layout($0) }
    ]
    /// The format of a value without a prefix.
    private static let defaultFormat = "oci"
    /// Prefixes of formats that a later version may write.
    private static let reservedPrefixes = ["oci-archive", "docker-archive", "rootfs", "containerd", "k3s"]
    /// Values without a prefix that a later version may give a meaning.
    private static let reservedWords: Set<String> = ["-", "containerd", "docker", "podman"]

    /// Reads the value of `pull -o`: `DIR` or `oci:DIR`.
    ///
    /// Reserved values are refused, so that a script that expects another format does not silently write a directory of
    /// that name.
    ///
    /// - Throws: A usage error if the value is empty or reserved.
    package init(parsing text: String) throws(ResolverError) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isPrefixed = parts.count == 2 && Self.formats.keys.contains(parts[0])
        let path = isPrefixed ? parts[1] : text
        guard !path.isEmpty else { throw ResolverError(.usage, "no directory is given") }
        let isReserved =
            Self.reservedWords.contains(text) || Self.reservedPrefixes.contains { text.hasPrefix($0 + ":") }
            || (!isPrefixed && text.hasSuffix(".tar"))
        guard !isReserved, let format = Self.formats[isPrefixed ? parts[0] : Self.defaultFormat] else {
            let shown = Shown.text(text)
            throw ResolverError(
                .usage,
                "the output '\(shown)' is not supported; use DIR or oci:DIR (oci:\(shown) for a directory of that name)"
            )
        }
        self = format(path)
    }
}

extension PullRequest {
    /// Reads a list of images for `pull --file`, one per line: `IMAGE [--platform=P]…  # comment`.
    ///
    /// Empty lines are skipped, as is everything after a word that starts with `#`.
    ///
    /// - Throws: An error that names the list as `name` and the line.
    package static func list(_ text: String, name: String) throws(ResolverError) -> [PullRequest] {
        var requests: [PullRequest] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
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
                    "\(line): '\(Shown.text(word))' is not --platform=PLATFORM; each line names one image")
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
