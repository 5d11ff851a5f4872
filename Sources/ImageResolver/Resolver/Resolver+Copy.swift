import ImageModel

extension Resolver {
    /// Copies an image from one registry to another, or within one, without touching the disk.
    ///
    /// What the targets have is not sent again, and within one registry blobs are mounted.
    public func copy(_ request: CopyRequest) async throws(ResolverError) -> CopiedImage {
        try await bounded(request.source) { () async throws(ResolverError) in
            guard !options.offline else {
                throw ResolverError(.usage, "a copy asks two registries, and --offline asks nobody")
            }
            guard case .registry(let reference) = try source(request.source) else {
                throw ResolverError(
                    .usage,
                    "'\(Printable.escaped(request.source))' lies on this machine, and copies go from registry to registry",
                    hint: "resolve push takes it to a registry")
            }
            if case .sparse = request.narrowing, request.platforms.isEmpty {
                throw ResolverError(.usage, "--sparse is of use with --platform only: without it everything is copied")
            }
            var destinations: [CopyDestination] = []
            for target in try CopyTarget.targets(of: request) {
                let session = try await network.target(of: target.reference, image: target.reference.name)
                destinations.append(CopyDestination(target, session))
            }
            let places = try await network.places(of: reference, image: request.source, login: request.login)
            let origin = RegistryOrigin(
                reference: reference, places: places, stores: [], lastKnown: nil,
                note: { events(.note("\(request.source): \($0)")) })
            let copy = ImageCopy(
                request: request, reference: reference, places: places, origin: origin, slots: slots, events: events,
                rules: { () async throws(ResolverError) in try await rules },
                sourceTags: { () async throws(ResolverError) in
                    try await tags(of: reference, named: request.source).tags
                })
            return try await copy.run(to: destinations)
        }
    }
}
