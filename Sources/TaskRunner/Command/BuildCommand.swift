/// What the words of a build step say.
package struct BuildCommand: Hashable, Sendable {
    /// All words, as they stand.
    package let words: [String]
    /// The names that the image gets, in their order.
    package let tags: [String]
    /// The Dockerfile, where one is named.
    package let file: String?
    /// What `--platform` says, where it stands.
    package let platform: String?
    /// The folder or address of what is built from.
    package let context: String?

    private static let scanner = OptionScanner(
        flags: [
            "no-cache", "pull", "quiet", "rm", "force-rm", "squash", "compress", "disable-content-trust", "load",
            "push",
            "layers", "all-platforms", "squash-all", "debug", "tls-verify", "omit-history", "identity-label",
            "http-proxy",
        ],
        shortNames: [
            "t": "tag", "f": "file", "q": "quiet", "m": "memory", "c": "cpu-shares", "o": "output", "D": "debug",
        ]
    )

    /// Reads the words of a build step.
    init(_ words: [String], line: Int) throws(TaskProblem) {
        self.words = words
        let items = try Self.scanner.items(of: words, line: line)
        func values(_ name: String) -> [String] {
            items.compactMap { item in
                if case .option(name, .some(let value)) = item { value } else { nil }
            }
        }
        tags = values("tag")
        file = values("file").last
        platform = values("platform").last
        context =
            items.compactMap { item in
                if case .word(let word) = item { word } else { nil }
            }.last
    }

    /// Reads a text whose words have been expanded.
    package init(_ text: String, line: Int) throws(TaskProblem) {
        try self.init(try Words.split(text, line: line), line: line)
    }
}
