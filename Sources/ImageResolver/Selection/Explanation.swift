import ImageModel
import PlatformModel

/// Why an image resolves to what it resolves to, for one wanted platform.
public struct Explanation: Sendable {
    /// The image, as it was written.
    public let image: String
    /// The digest of the list; `nil` when the image is a lone manifest.
    public let indexDigest: Digest?
    /// The list's media type.
    public let indexMediaType: String?
    /// The platform that was looked for, and who asked for it.
    public let wanted: Wanted
    /// The wanted platform as it was matched against: normalised, with the options that change it applied.
    public let platform: Platform
    /// Every entry, depth first, with its verdict.
    public let candidates: [ExplainedCandidate]
    /// The winner; `nil` when nothing suits.
    public let chosen: ExplainedCandidate?
    /// The facts of a no-match; `nil` when there is a winner.
    public let noMatch: NoMatch?
    /// Whether there is no winner because no entry is of a kind that is supported, whatever the platform.
    public let isUnsupported: Bool
}

/// One entry of a list with the verdict on it.
public struct ExplainedCandidate: Sendable {
    /// The path of positions, from the outermost list inwards.
    public let position: Position
    /// The entry's digest; `nil` in a list without a registry that names none.
    public let digest: Digest?
    /// The size of the entry's document in bytes.
    public let size: Int64?
    /// The platform that the entry declares or, failing that, that its config names.
    public let platform: Platform?
    /// The entry's media type.
    public let mediaType: String?
    /// The digest that an attestation is attached to.
    public let attachedTo: String?
    /// Rank or refusal, with its word.
    public let verdict: Verdict
}

/// The facts of a no-match.
public struct NoMatch: Sendable {
    /// What was looked for.
    public let wanted: Platform
    /// Who asked for it.
    public let origin: Wanted.Origin
    /// Every entry with its refusal.
    public let offered: [ExplainedCandidate]
    /// The entry that came closest.
    public let nearest: ExplainedCandidate?
    /// A command that would work, where one would.
    public let command: String?
}
