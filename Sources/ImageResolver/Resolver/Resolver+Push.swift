import ImageModel

extension Resolver {
    /// Pushes an image that lies in a layout or an archive on this machine to a registry.
    ///
    /// What the registry has is not sent again. The name stands for the image once all of it is there, and not before.
    public func push(_ request: PushRequest) async throws(ResolverError) -> CopiedImage {
        try await bounded(request.source) { () async throws(ResolverError) in
            guard !options.offline else {
                throw ResolverError(.usage, "a push asks a registry, and --offline asks nobody")
            }
            if case .registry = try source(request.source) {
                throw ResolverError(
                    .usage,
                    "'\(Printable.escaped(request.source))' is an image at a registry, and pushes start on this machine",
                    hint:
                        "write oci:DIR, oci-archive:FILE or docker-archive:FILE; resolve copy takes an image from registry to registry"
                )
            }
            let names = CopyRequest(source: request.source, targets: [request.target])
            guard let target = try CopyTarget.targets(of: names).first else {
                throw ResolverError(.usage, "the image has no name at a registry")
            }
            let source = try await open(request.source, using: [], lastKnown: { _ in nil })
            guard let local = source.local else { throw ResolverError(.internal, "the source is not on this machine") }
            let session = try await network.target(of: target.reference, image: target.reference.name)
            let push = ImagePush(
                request: request, source: source, local: local, slots: slots, events: events,
                rules: { () async throws(ResolverError) in try await rules })
            return try await push.run(to: CopyDestination(target, session))
        }
    }
}
