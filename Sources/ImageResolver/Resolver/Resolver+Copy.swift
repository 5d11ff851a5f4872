import ImageModel
import ImageStore
import RegistryClient

extension Resolver {
    /// Copies an image from one registry to another, or within one, without writing any content to the disk.
    ///
    /// Content that the targets have is not uploaded again, and within one registry blobs are mounted.
    public func copy(_ request: CopyRequest) async throws(ResolverError) -> CopiedImage {
        try await bounded(request.source) { source throws(ResolverError) in
            try requireNetwork("a copy contacts two registries")
            guard case .registry(let reference) = source else {
                throw ResolverError(
                    .usage,
                    "'\(Printable.escaped(request.source))' is on this machine, but a copy goes from registry to registry",
                    hint: "resolve push uploads it to a registry")
            }
            if case .sparse = request.narrowing, request.platforms.isEmpty {
                throw ResolverError(.usage, "--sparse requires --platform: without it everything is copied")
            }
            var destinations: [CopyDestination] = []
            for target in try CopyTarget.targets(of: request) {
                let session = try await network.target(of: target.reference, image: target.reference.name)
                destinations.append(CopyDestination(target, session))
            }
            let endpoints = try await network.endpoints(of: reference, image: request.source, login: request.login)
            let origin = RegistryOrigin(reference, at: endpoints, note: noting(request.source))
            let copy = ImageCopy(
                request: request, reference: reference, endpoints: endpoints, origin: origin, slots: slots,
                locations: locations, events: events, rules: { () async throws(ResolverError) in try await rules },
                sourceTags: { () async throws(ResolverError) in
                    try await tags(of: reference, named: request.source).tags
                },
                confirmPlatforms: confirmation(of: request.source, from: origin, if: request.checksPlatforms))
            return try await copy.run(to: destinations)
        }
    }

    /// The locations where blobs were seen at registries, which the local store keeps.
    var locations: BlobLocations {
        BlobLocations(KnownLocations(storePath: localStorePath)) { [network] in await network.permits($0) }
    }
}
