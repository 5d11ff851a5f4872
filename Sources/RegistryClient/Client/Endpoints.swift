import RegistryProtocol

extension RegistrySession {
    /// The failure that excludes the endpoint from further requests in this run; `nil` while it may be used.
    package var exclusion: SkippedEndpoint? { health.exclusion }

    /// Notes that the next endpoint is tried instead.
    package func skip(after error: RegistryError) {
        health.note(error, at: reference.registry)
    }

    /// Reports why another endpoint was used instead, once per kind of failure. If none can be used, the error says it.
    package func reportSkips() {
        for skipped in health.takeUnreported() {
            settings.report(.skipped(endpoint: skipped.endpoint, reason: skipped.reason))
        }
    }
}

extension [RegistrySession] {
    /// Tries one endpoint after another until one succeeds; excluded endpoints are skipped.
    ///
    /// The last endpoint is always tried: the resulting error must be the outcome of a request. A cancellation or a failure of the
    /// local store ends the search at once. Endpoints that were skipped are reported when another one succeeds; otherwise the
    /// error names them.
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
                return try await reporting(request, session)
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
            return try await reporting(request, session)
        } catch {
            guard error.subject != nil, !skipped.isEmpty else { throw error }
            var error = error
            error.endpoint = session.reference
            error.skipped = skipped
            throw error
        }
    }

    /// Makes a request, and reports the endpoints that were skipped before if it succeeds.
    private func reporting<Value>(
        _ request: (RegistrySession) async throws(RegistryError) -> Value, _ session: RegistrySession
    ) async throws(RegistryError) -> Value {
        let value = try await request(session)
        await reportSkips()
        return value
    }

    /// Reports the endpoints that were skipped, because another one could be used.
    package func reportSkips() async {
        guard count > 1 else { return }
        for session in self { await session.reportSkips() }
    }
}
