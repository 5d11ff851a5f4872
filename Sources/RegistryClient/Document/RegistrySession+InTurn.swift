import RegistryProtocol

extension RegistrySession {
    /// Why the place is not asked any more; `nil` as long as it is.
    package var end: SkippedEndpoint? { health.end }

    /// Notes that the next place is asked instead, and tells it once for each kind of failure.
    package func passOver(_ error: FetchError) {
        guard health.note(error, at: reference.registry) else { return }
        settings.report(.passedOver(place: reference.registry, reason: error.description))
    }
}

extension [RegistrySession] {
    /// Asks one place after the other until one answers; what has come to an end is passed over.
    ///
    /// The last place is asked in any case, so that an error is what came of a request. A caller who gives up, and a disk that
    /// fails, end the round at once.
    package func inTurn<Answer>(
        _ ask: (RegistrySession) async throws(FetchError) -> Answer
    ) async throws(FetchError) -> Answer {
        var passed: [SkippedEndpoint] = []
        for session in dropLast() {
            if let end = await session.end {
                passed.append(end)
                continue
            }
            do throws(FetchError) {
                return try await ask(session)
            } catch {
                guard error.subject != nil, !Task.isCancelled else { throw error }
                await session.passOver(error)
                passed.append(SkippedEndpoint(place: session.reference.registry, reason: error.description))
            }
        }
        guard let session = last else { throw .session(.transfer(.notStarted("there is no place to ask")), what: "") }
        do throws(FetchError) {
            return try await ask(session)
        } catch {
            guard error.subject != nil, !passed.isEmpty else { throw error }
            throw .everywhere(error, at: session.reference.registry, passed: passed)
        }
    }
}
