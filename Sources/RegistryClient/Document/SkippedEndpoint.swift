import ImageModel

/// A place that was asked in vain.
package struct SkippedEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// Its name.
    package let place: String
    /// What came of it: one sentence.
    package let reason: String

    /// The name with the reason.
    package var description: String { "'\(Printable.escaped(place))': \(reason)" }
}
