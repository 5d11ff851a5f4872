import ErrorMapping
import ImageModel
import MirrorModel
import RegistryProtocol

/// A file that may contain credentials: Docker's `config.json`, or podman's `auth.json`, which has the same form.
package struct CredentialFile: CredentialSource {
    /// The file's path.
    package let path: String
    /// Whether the user named this file explicitly, in which case a missing file causes a warning.
    package let isNamed: Bool
    private let helpers: HelperCache

    /// The files to read, in order of precedence; they share their helpers.
    ///
    /// `--auth-file`, `REGISTRY_AUTH_FILE`, Docker's file, podman's files. `DOCKER_CONFIG` replaces `~/.docker`. For podman's
    /// locations see containers-auth.json(5).
    package static func all(
        environment: ClientEnvironment, authFile: String?, helperTimeoutSeconds: Int = 10
    ) -> [CredentialFile] {
        var named = [authFile, environment.value("REGISTRY_AUTH_FILE")].compactMap(\.self)
        named.removeAll { $0.isEmpty }
        var found = [docker(environment), runtime(environment)]
        found.append(environment.value("XDG_CONFIG_HOME").map { $0 + "/containers/auth.json" })
        found.append(environment.home(".config/containers/auth.json"))
        let helpers = HelperCache(variables: environment.variables, timeoutSeconds: helperTimeoutSeconds)
        var seen: Set<String> = []
        let files =
            named.map { CredentialFile(path: $0, isNamed: true, helpers: helpers) }
            + found.compactMap(\.self).map { CredentialFile(path: $0, isNamed: false, helpers: helpers) }
        return files.filter { seen.insert($0.path).inserted }
    }

    /// The file that logins are written to; nil if the environment does not determine one.
    package static func pathForLogins(environment: ClientEnvironment, authFile: String?) -> String? {
        if let authFile, !authFile.isEmpty { return authFile }
        return environment.value("REGISTRY_AUTH_FILE") ?? docker(environment)
    }

    private static func docker(_ environment: ClientEnvironment) -> String? {
        environment.value("DOCKER_CONFIG").map { $0 + "/config.json" } ?? environment.home(".docker/config.json")
    }

    private static func runtime(_ environment: ClientEnvironment) -> String? {
        environment.value("XDG_RUNTIME_DIR").map { $0 + "/containers/auth.json" }
            ?? environment.userID.map { "/run/containers/\($0)/auth.json" }
    }

    func credentials(for reference: Reference) async -> CredentialLookup {
        var lookup = CredentialLookup()
        do throws(CredentialError) {
            guard let plan = try plan(for: reference) else { return lookup }
            await follow(plan, for: reference, into: &lookup)
        } catch {
            lookup.failures.append(error.located(at: CredentialLocation(path: path)))
        }
        return lookup
    }

    private func plan(for reference: Reference) throws(CredentialError) -> CredentialPlan? {
        let bytes = try mapError(
            { (error: ConfigurationError) in CredentialError(.file(error.problem)) },
            try ConfigurationFile.bytes(of: path))
        guard let bytes else {
            if isNamed { throw CredentialError(.missing) }
            return nil
        }
        return CredentialPlan(file: try CredentialDocument(parsing: bytes), path: path, reference: reference)
    }

    /// A helper's credential ends the search; otherwise all matching entries are collected, the most specific first.
    private func follow(_ plan: CredentialPlan, for reference: Reference, into lookup: inout CredentialLookup) async {
        for step in plan.steps {
            do throws(CredentialError) {
                guard let credential = try await credential(of: step, for: reference) else { continue }
                lookup.candidates.append(SourcedCredential(credential, source: step.location.description))
                if case .helper = step { return }
            } catch {
                lookup.failures.append(error.located(at: step.location))
            }
        }
    }

    private func credential(
        of step: CredentialPlan.Step, for reference: Reference
    ) async throws(CredentialError) -> Credential? {
        switch step {
        case .helper(nil, _):
            throw CredentialError(.helperIsNoText)
        case .helper(let name?, _):
            try await helpers.credential(from: name, for: CredentialKey.serverAddresses(of: reference))
        case .entry(nil, _):
            throw CredentialError(.entryIsNoObject)
        case .entry(let entry?, _):
            try entry.credential()
        }
    }
}

/// The helper and entries of one file that apply to a repository, in the order in which they are tried.
///
/// The registry's own helper takes precedence over the default helper, and both take precedence over entries in the file.
package struct CredentialPlan: Sendable {
    /// The steps, in order.
    package let steps: [Step]

    /// One attempt to get a credential.
    package enum Step: Sendable {
        /// Run a helper; nil stands for a name that is not a string.
        case helper(name: String?, location: CredentialLocation)
        /// Read an entry; nil stands for an entry that is not an object.
        case entry(CredentialEntry?, location: CredentialLocation)

        /// Where the helper or the entry is configured.
        package var location: CredentialLocation {
            switch self {
            case .helper(_, let location), .entry(_, let location): location
            }
        }
    }

    /// Selects the parts of `file`, which was read from `path`, that apply to `reference`.
    package init(file: CredentialDocument, path: String, reference: Reference) {
        let entries = CredentialKey.matches(among: file.entries.keys, for: reference).map { key in
            Step.entry(
                file.entries[key] ?? nil, location: CredentialLocation(path: path, part: .entry(key: key)))
        }
        steps = [Self.helper(in: file, path: path, reference: reference)].compactMap(\.self) + entries
    }

    /// The helper for a registry. An empty name in `credHelpers` disables the default helper for it, as in Docker.
    static func helper(in file: CredentialDocument, path: String, reference: Reference) -> Step? {
        if let key = CredentialKey.matches(among: file.helpers.keys, for: reference).first,
            let helper = file.helpers[key]
        {
            guard let name = helper else {
                return .helper(name: nil, location: CredentialLocation(path: path, part: .oddHelper(key: key)))
            }
            guard !name.isEmpty else { return nil }
            return .helper(name: name, location: CredentialLocation(path: path, part: .helper(key: key, name: name)))
        }
        guard let name = file.defaultHelper, !name.isEmpty else { return nil }
        return .helper(name: name, location: CredentialLocation(path: path, part: .defaultHelper(name: name)))
    }
}
