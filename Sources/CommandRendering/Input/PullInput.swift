import ImageModel
import ImageResolver

extension PullOutput {
    /// The formats of `pull -o` by the prefix that selects them; each takes a directory, and a name behind a colon.
    private static let formats: [String: @Sendable (String, String?) -> PullOutput] = [
        "oci": { .layout($0, name: $1) }
    ]
    /// The format of a value without a prefix.
    private static let defaultFormat = "oci"
    /// Prefixes of other programs, with what to use instead.
    private static let answers = [
        "docker": "use resolve copy or push to write to a registry",
        "docker-daemon": "use oci:DIR, and import the layout into the engine",
        "containers-storage": "use oci:DIR, and import the layout with skopeo copy",
        "dir": "use oci:DIR, an OCI layout",
    ]
    /// Values without a prefix that a later version may give a meaning.
    private static let reservedWords: Set<String> = ["-", "containerd", "docker", "podman"]

    /// Reads the value of `pull -o`: `DIR` or `oci:DIR[:NAME]`.
    ///
    /// What stands before the first colon is the format, unless it has a slash; the directory ends at the next colon, unless
    /// one with a longer name exists, as where a layout is read. Other formats and reserved words are refused, so that a
    /// script that expects one does not silently write a directory of that name.
    ///
    /// - Throws: A usage error if the value is empty or names no format that can be written.
    package init(parsing text: String) throws(ResolverError) {
        let colon = text.firstIndex(of: ":").flatMap { text[..<$0].contains("/") ? nil : $0 }
        guard let colon else {
            guard !Self.reservedWords.contains(text), !text.hasSuffix(".tar"),
                let format = Self.formats[Self.defaultFormat]
            else {
                throw Self.refusal(
                    of: text, "use DIR or oci:DIR (oci:\(Shown.text(text)) for a directory of that name)")
            }
            guard !text.isEmpty else { throw ResolverError(.usage, "no directory is given") }
            self = format(text, nil)
            return
        }
        let prefix = String(text[..<colon])
        let rest = text[text.index(after: colon)...]
        guard let format = Self.formats[prefix] else {
            let other = "use DIR or oci:DIR[:NAME] (oci:\(Shown.text(text)) for the directory '\(Shown.text(prefix))')"
            throw Self.refusal(of: text, Self.answers[prefix] ?? other)
        }
        let parts = rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let folder = parts.first, !folder.isEmpty else { throw ResolverError(.usage, "no directory is given") }
        let name = parts.count == 2 ? parts[1] : nil
        guard name?.hasSuffix(":") != true, name?.isEmpty != true else {
            throw ResolverError(.usage, "'\(Shown.text(text))' ends in ':' without a name for the image")
        }
        guard case .layout(let path, let tag) = ImageSource.layout(path: folder, tag: name).existing else {
            self = format(folder, name)
            return
        }
        self = format(path, tag)
    }

    private static func refusal(of text: String, _ answer: String) -> ResolverError {
        ResolverError(.usage, "the output '\(Shown.text(text))' is not supported; \(answer)")
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
