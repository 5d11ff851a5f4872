import ImageModel

extension Resolver {
    /// Pushes an image in a layout or an archive on this machine to a registry.
    ///
    /// Content that the registry has is not uploaded again. The tag is set last, when everything is present.
    public func push(_ request: PushRequest) async throws(ResolverError) -> CopiedImage {
        try await bounded(request.source) { source throws(ResolverError) in
            try requireNetwork("a push contacts a registry")
            if case .registry = source {
                throw ResolverError(
                    .usage,
                    "'\(Printable.escaped(request.source))' is not a local source",
                    hint: "write oci:DIR, oci-archive:FILE or docker-archive:FILE; resolve copy copies an image from "
                        + "registry to registry")
            }
            let names = CopyRequest(source: request.source, targets: [request.target])
            guard let target = try CopyTarget.targets(of: names).first else {
                throw ResolverError(.usage, "the image has no name at a registry")
            }
            let origin = try await open(request.source, source)
            guard let local = origin.local else { throw ResolverError(.internal, "the source is not on this machine") }
            let session = try await network.target(of: target.reference, image: target.reference.name)
            let push = ImagePush(
                request: request, origin: origin, local: local, slots: slots, locations: locations, events: events,
                rules: { () async throws(ResolverError) in try await rules },
                confirmPlatforms: confirmation(of: request.source, from: origin, if: request.checksPlatforms))
            return try await push.run(to: CopyDestination(target, session))
        }
    }
}
