/// Something that lint has to say of a task file.
package struct Finding: Hashable, Sendable {
    /// The line, from 1; 0 where the file as a whole is meant.
    package let line: Int
    /// The step's name, where a step is meant.
    package let step: String?
    /// The rule that was broken.
    package let rule: Rule
    /// What is wrong, as one sentence.
    package let sentence: String
    /// What to write instead.
    package let repair: String?

    /// Whether the task cannot come out right as it stands.
    package var isError: Bool { rule.isError }

    /// What lint looks for.
    package enum Rule: String, CaseIterable, Sendable {
        case unreadable
        case unknownProperty = "unknown-property"
        case unknownVariable = "unknown-variable"
        case duplicateID = "duplicate-id"
        case unknownWhen = "unknown-when"
        case cycle
        case notMade = "not-made"
        case notPushed = "not-pushed"
        case maybeNotMade = "maybe-not-made"
        case tooEarly = "too-early"
        case crossedDockerfile = "crossed-dockerfile"
        case crossedPlatform = "crossed-platform"
        case crossedAnnotation = "crossed-annotation"
        case missingPlatform = "missing-platform"
        case missingPurge = "missing-purge"

        /// Whether a task that breaks it cannot come out right.
        var isError: Bool {
            switch self {
            // Run puts the platform in, a list that stays behind does no harm, and an image may be there from before.
            case .missingPlatform, .missingPurge, .maybeNotMade: false
            case .unreadable, .unknownProperty, .unknownVariable, .duplicateID, .unknownWhen, .cycle, .notMade,
                .notPushed, .tooEarly, .crossedDockerfile, .crossedPlatform, .crossedAnnotation:
                true
            }
        }
    }
}
