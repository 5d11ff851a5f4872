/// A text that must not be seen: a password or a token. It prints as `<redacted>`, also when it is dumped.
package struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself, for the request that needs it and for nothing else.
    package let revealed: String

    /// Hides `text`.
    package init(_ text: String) {
        revealed = text
    }

    /// `<redacted>`.
    package var description: String { "<redacted>" }

    /// `<redacted>`.
    package var debugDescription: String { description }

    /// Nothing to look into.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
