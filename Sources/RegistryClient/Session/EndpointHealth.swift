import RegistryProtocol

/// What a place has failed at: whether it is asked any more, and what has been told of it.
struct EndpointHealth: Sendable {
    /// Why it is not asked any more; `nil` as long as it is.
    private(set) var end: SkippedEndpoint?
    private var told: Set<FailureSubject> = []

    /// Notes a failure; `true` where it is the first of its kind, and so worth telling.
    mutating func note(_ error: FetchError, at place: String) -> Bool {
        if error.excludesEndpoint, end == nil { end = SkippedEndpoint(place: place, reason: error.description) }
        return error.subject.map { told.insert($0).inserted } ?? true
    }
}
