import ImageModel
import RegistryProtocol

/// The credentials that Docker's and podman's files and helpers hold.
///
/// Nothing is read before somebody asks. The files are looked into in the order of ``CredentialPlace/all(environment:authFile:)``,
/// and the first one with a credential ends the search. A place that cannot be used is a warning: the search goes on, in
/// the end without a credential.
package struct CredentialStore: Sendable {
    private let places: [CredentialPlace]
    private let helpers: HelperQuestions

    /// Looks where `environment` and `--auth-file` say; each helper gets `helperTimeoutSeconds` to answer.
    package init(environment: ClientEnvironment, authFile: String? = nil, helperTimeoutSeconds: Int = 10) {
        places = CredentialPlace.all(environment: environment, authFile: authFile)
        helpers = HelperQuestions(variables: environment.variables, timeoutSeconds: helperTimeoutSeconds)
    }

    /// What there is for the repository of `reference`.
    package func credentials(for reference: Reference) async -> CredentialLookup {
        var lookup = CredentialLookup()
        for place in places where lookup.candidates.isEmpty {
            do throws(CredentialProblem) {
                guard let plan = try plan(for: reference, from: place) else { continue }
                await follow(plan, for: reference, into: &lookup)
            } catch {
                lookup.warnings.append(CredentialWarning(source: CredentialSource(path: place.path), problem: error))
            }
        }
        return lookup
    }

    private func plan(for reference: Reference, from place: CredentialPlace) throws(CredentialProblem)
        -> CredentialPlan?
    {
        guard let bytes = try FileText.bytes(of: place.path) else {
            if place.isNamed { throw .missing }
            return nil
        }
        return CredentialPlan(file: try CredentialsFile(parsing: bytes), path: place.path, reference: reference)
    }

    /// A helper's credential ends the search; of the entries all that fit are taken, the closest first.
    private func follow(_ plan: CredentialPlan, for reference: Reference, into lookup: inout CredentialLookup) async {
        for step in plan.steps {
            do throws(CredentialProblem) {
                guard let credential = try await credential(of: step, for: reference) else { continue }
                lookup.candidates.append(SourcedCredential(credential, source: step.source.description))
                if case .helper = step { return }
            } catch {
                lookup.warnings.append(CredentialWarning(source: step.source, problem: error))
            }
        }
    }

    private func credential(
        of step: CredentialPlan.Step,
        for reference: Reference
    ) async throws(CredentialProblem) -> Credential? {
        switch step {
        case .helper(let name, _):
            return try await helpers.credential(from: name, for: CredentialKey.serverAddresses(of: reference))
        case .entry(nil, _):
            throw .entryIsNoObject
        case .entry(let entry?, _):
            return try entry.credential()
        }
    }
}
