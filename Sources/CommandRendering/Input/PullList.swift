import ImageResolver

/// A list of images to be pulled, one a line: `IMAGE [--platform=P]…  # comment`.
package enum PullList {
    /// The images of a list, in its order.
    ///
    /// Empty lines and what follows a `#` at the beginning of a word are skipped.
    package static func requests(in text: String) throws(PullListError) -> [PullRequest] {
        var requests: [PullRequest] = []
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace).prefix { !$0.hasPrefix("#") }.map(String.init)
            if let request = try request(words, line: number + 1) { requests.append(request) }
        }
        return requests
    }

    /// The image of one line; `nil` for a line without any.
    private static func request(_ words: [String], line: Int) throws(PullListError) -> PullRequest? {
        guard let image = words.first else { return nil }
        guard !image.hasPrefix("-") else { throw .optionFirst(image, line: line) }
        var platforms: [String] = []
        for word in words.dropFirst() {
            guard word.hasPrefix("--platform=") else { throw .strayWord(word, line: line) }
            let platform = String(word.dropFirst("--platform=".count))
            guard !platform.isEmpty else { throw .emptyPlatform(line: line) }
            platforms.append(platform)
        }
        return PullRequest(image: image, platforms: platforms)
    }
}
