import RegistryProtocol

/// A setting that cannot be used, and where it stands.
package struct SettingFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, and the line where it is known.
    package let source: SettingSource
    /// What is wrong there.
    package let problem: SettingProblem

    /// A problem at a place.
    package init(_ problem: SettingProblem, at source: SettingSource) {
        self.problem = problem
        self.source = source
    }

    /// One sentence, the place first.
    package var description: String { "\(source): \(problem)" }
}
