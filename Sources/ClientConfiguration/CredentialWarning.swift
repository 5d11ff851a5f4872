/// A place that could not be used, and why; the lookup went on without it.
package struct CredentialWarning: Hashable, Sendable, CustomStringConvertible {
    /// The file, and the key if it is about one.
    package let source: CredentialSource
    /// What is wrong there.
    package let problem: CredentialProblem

    /// One sentence, without a full stop.
    package var description: String { "\(source): \(problem); going on without it" }
}
