import ImageResolver

/// No progress at all, or only what explains a delay: for commands that fetch documents, not layers.
struct NoProgress: ProgressRendering {
    /// Whether a repeated request is told.
    private let tellsRetries: Bool

    /// A rendering that tells repeated requests, or nothing.
    init(tellsRetries: Bool) {
        self.tellsRetries = tellsRetries
    }

    /// Only what is told.
    func follows(_ event: ResolverEvent) -> Bool {
        if case .retried = event { tellsRetries } else { false }
    }

    /// A line for a repeated request.
    mutating func lines(for event: ResolverEvent, at now: Int64) -> [String] {
        guard tellsRetries, case .retried(let digest, let what, let reason, let delay, let attempt) = event else {
            return []
        }
        return [
            ProgressSentence.retried(
                digest: digest, what: what, reason: reason, afterMilliseconds: delay, attempt: attempt)
        ]
    }
}
