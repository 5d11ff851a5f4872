import RegistryProtocol

extension RegistrySession {
    /// The failure that excludes the endpoint from further requests in this run; `nil` while it may be used.
    package var exclusion: SkippedEndpoint? { health.exclusion }

    /// Notes that the next endpoint is used instead, and reports it once per kind of failure.
    package func skip(after error: RegistryError) {
        guard health.note(error, at: reference.registry) else { return }
        settings.report(.skipped(endpoint: reference.registry, reason: error.description))
    }
}

extension [RegistrySession] {
    /// Tries one endpoint after another until one succeeds; excluded endpoints are skipped.
    ///
    /// The last endpoint is always tried: the resulting error must be the outcome of a request. A cancellation or a failure of the
    /// local store ends the search at once.
    package func inTurn<Value>(
        _ request: (RegistrySession) async throws(RegistryError) -> Value
    ) async throws(RegistryError) -> Value {
        var skipped: [SkippedEndpoint] = []
        for session in dropLast() {
            if let exclusion = await session.exclusion {
                skipped.append(exclusion)
                continue
            }
            do throws(RegistryError) {
                return try await request(session)
            } catch {
                guard error.subject != nil, !Task.isCancelled else { throw error }
                await session.skip(after: error)
                skipped.append(SkippedEndpoint(endpoint: session.reference.registry, reason: error.description))
            }
        }
        guard let session = last else {
            throw RegistryError(.copy, .transfer(.notStarted("no endpoint is configured")))
        }
        do throws(RegistryError) {
            return try await request(session)
        } catch {
            guard error.subject != nil, !skipped.isEmpty else { throw error }
            var error = error
            error.endpoint = session.reference
            error.skipped = skipped
            throw error
        }
    }
}
