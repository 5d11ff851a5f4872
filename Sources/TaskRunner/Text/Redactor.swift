/// Takes secrets out of texts.
package struct Redactor: Sendable {
    /// What must not be seen, the longest first.
    private let secrets: [String]

    /// Hides each line of each secret.
    package init(_ secrets: [String]) {
        let lines = secrets.flatMap { [$0] + $0.split { $0.isNewline }.map(String.init) }
        self.secrets = Set(lines).subtracting([""]).sorted { ($0.count, $0) > ($1.count, $1) }
    }

    /// The text with `<redacted>` for each secret in it.
    package func redacted(_ text: String) -> String {
        secrets.reduce(text) { text, secret in text.replacing(secret, with: "<redacted>") }
    }
}
