import RegistryProtocol

extension PushError {
    /// Whether the registry does not take a list because it lacks what the list names.
    ///
    /// Not all name that reason: who answers a list with an error of the client's is taken to mean it.
    var lacksParts: Bool {
        guard case .refused(let refusal, _) = self else { return false }
        return [.incomplete, .malformed].contains(refusal.reason) || [400, 404, 422].contains(refusal.failure.status)
    }
}
