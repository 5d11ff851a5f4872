/// A mistake, or a possible one, that lint found in a task file.
package struct Finding: Hashable, Sendable {
    /// The line, from 1; 0 means the file as a whole.
    package let line: Int
    /// The id of the step, if the finding is about one.
    package let step: String?
    /// The rule that the file breaks.
    package let rule: Rule
    /// One sentence that says what is wrong.
    package let sentence: String
    /// What to write instead, if lint knows.
    package let repair: String?

    /// Whether the task cannot succeed as it is written.
    package var isError: Bool { rule.isError }

    /// The mistakes that lint looks for.
    package enum Rule: String, CaseIterable, Sendable {
        /// The file is not a valid task.
        case unreadable
        /// A property that the format does not have.
        case unknownProperty = "unknown-property"
        /// A property of ACR Tasks that has no effect here.
        case ignoredProperty = "ignored-property"
        /// An expression in braces that is not evaluated here.
        case unknownVariable = "unknown-variable"
        /// A value that the format does not allow.
        case invalidValue = "invalid-value"
        /// An operator of a shell in a command that no shell runs.
        case shellOperator = "shell-operator"
        /// An id that an earlier step already has.
        case duplicateID = "duplicate-id"
        /// A `when` that is not valid.
        case unknownWhen = "unknown-when"
        /// Steps that wait for each other.
        case cycle
        /// An image that no step creates.
        case notMade = "not-made"
        /// An image in a manifest list that no step pushes.
        case notPushed = "not-pushed"
        /// An image that no step creates, but that may be in its registry.
        case maybeNotMade = "maybe-not-made"
        /// An image that is used before it exists.
        case tooEarly = "too-early"
        /// A Dockerfile for another platform than the tag.
        case crossedDockerfile = "crossed-dockerfile"
        /// A `--platform` other than that of the tag.
        case crossedPlatform = "crossed-platform"
        /// An annotation with another platform than the tag.
        case crossedAnnotation = "crossed-annotation"
        /// A tag with a platform, and a build without.
        case missingPlatform = "missing-platform"
        /// A manifest list that stays on this machine.
        case missingPurge = "missing-purge"

        /// Whether a task that breaks the rule cannot succeed.
        var isError: Bool {
            switch self {
            // A run adds the platform, a list that stays is harmless, and the image may already be in the registry.
            case .missingPlatform, .missingPurge, .maybeNotMade, .ignoredProperty: false
            case .unreadable, .unknownProperty, .unknownVariable, .invalidValue, .shellOperator, .duplicateID,
                .unknownWhen, .cycle, .notMade,
                .notPushed, .tooEarly, .crossedDockerfile, .crossedPlatform, .crossedAnnotation:
                true
            }
        }
    }
}
