import ClientConfiguration
import ErrorMapping
import ImageModel
import MirrorModel
import RegistryClient
import RegistryProtocol

/// Finds the endpoints that images are pulled from, using the options and the files of containerd, podman and Docker.
struct EndpointFinder: Sendable {
    private let files: MirrorFiles
    private let options: MirrorOptions
    /// The options without mirrors, which are never written to.
    private let targetOptions: MirrorOptions

    /// Reads no file yet; `environment` determines the user's own files.
    init(options: ResolverOptions, environment: ClientEnvironment) {
        files = MirrorFiles(environment: environment, root: options.systemRoot)
        let isInsecure = options.insecure && options.insecureMayBePlain
        self.options = MirrorOptions(
            mirrors: options.mirrors, isMirrorOnly: options.isMirrorOnly, isPlainHTTP: options.plainHTTP,
            isInsecure: isInsecure)
        targetOptions = MirrorOptions(isPlainHTTP: options.plainHTTP, isInsecure: isInsecure)
    }

    /// The endpoints of an image in order, and the configuration that they were derived from.
    func plan(for reference: Reference) async throws(ResolverError) -> (plan: MirrorPlan, lookup: MirrorLookup) {
        let lookup = try await lookup(for: reference, options: options)
        return (try Self.plan(for: reference, lookup.configuration), lookup)
    }

    /// The registry of an image itself, for writing to it, and the configuration that it was derived from.
    func target(
        of reference: Reference
    ) async throws(ResolverError) -> (source: EndpointConfiguration, lookup: MirrorLookup) {
        let lookup = try await lookup(for: reference, options: targetOptions)
        let source = try mapError(
            ResolverError.init(mirror:), try MirrorPlan.target(of: reference, lookup.configuration))
        return (source, lookup)
    }

    private func lookup(
        for reference: Reference, options: MirrorOptions
    ) async throws(ResolverError) -> MirrorLookup {
        try await mapError(
            { (error: ConfigurationError) in ResolverError.malformed(error) },
            awaiting: try await files.lookup(for: reference, options: options))
    }

    private static func plan(
        for reference: Reference, _ configuration: MirrorConfiguration
    ) throws(ResolverError) -> MirrorPlan {
        try mapError(ResolverError.init(mirror:), try MirrorPlan(for: reference, configuration))
    }
}

/// The sessions with the endpoints of one image, in the order in which they are tried.
struct EndpointSessions: Sendable {
    /// The sessions with endpoints that may resolve tags.
    let tags: [RegistrySession]
    /// The sessions with endpoints that may serve content by digest.
    let digests: [RegistrySession]

    /// The session with the last endpoint that may resolve tags and is not blocked: the registry itself, if it may be asked.
    var lastOfTags: RegistrySession? { tags.last { $0.configuration.block == nil } }

    /// The digest that the tag refers to at the first endpoint that answers a HEAD request, with that endpoint's session.
    func current(_ tag: String) async -> (digest: Digest, session: RegistrySession)? {
        for (index, session) in tags.enumerated() {
            guard await session.exclusion == nil else { continue }
            do throws(RegistryError) {
                if let digest = try await session.digest(ofTag: tag) {
                    await tags.reportSkips()
                    return (digest, session)
                }
            } catch {
                // An endpoint that rejects HEAD may accept GET, but one that does not respond is not tried again.
                guard case .transfer = error.cause, index + 1 < tags.count, !Task.isCancelled else { continue }
                await session.skip(after: error)
            }
        }
        return nil
    }
}

/// The endpoints that an image would be pulled from.
package struct EndpointExplanation: Sendable {
    /// The endpoints in order.
    package let plan: MirrorPlan
    /// Whether credentials are configured, for each endpoint.
    package let credentials: [Bool]
    /// The settings that were ignored because they cannot be used.
    package let faults: [ConfigurationError]
    /// The image that podman would take for the same name, if it is another one.
    package let other: OtherImage?
}

extension ResolverError {
    /// Classifies a plan's failure.
    fileprivate init(mirror error: MirrorError) {
        switch error {
        case .flag, .noMirror: self.init(.usage, error.description)
        case .blocked, .blockedEndpoint: self.init(.credentials, error.description)
        case .unusableRule, .rewritten, .registry: self.init(.malformed, error.description)
        case .noneResolves, .nonePulls: self.init(.notFound, error.description)
        }
    }
}
