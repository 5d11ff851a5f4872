import ImageModel
import ImageResolver
import TestSupport

/// A folder with images, and an empty registry that they are pushed to.
struct PushScene {
    /// Where everything lies.
    let folder: TemporaryFolder
    /// The registry.
    let registry: MisbehavingRegistry
    /// What the resolvers have told.
    let told = Told()

    /// An empty registry.
    init(access: AccessControl = .open) throws {
        folder = try TemporaryFolder()
        registry = try MisbehavingRegistry(access: access)
    }

    /// Pushes `source` to `team/app:1`, unless `change` says otherwise.
    @discardableResult
    func push(
        _ source: String, _ change: (inout PushRequest) -> Void = { _ in },
        options: (inout ResolverOptions) -> Void = { _ in }
    ) async throws(ResolverError) -> CopiedImage {
        var request = PushRequest(source: source, target: registry.reference("team/app:1"))
        change(&request)
        return try await resolver(options).push(request)
    }

    /// A resolver that knows of nothing but the folder.
    func resolver(_ change: (inout ResolverOptions) -> Void = { _ in }) -> Resolver {
        var options = ResolverOptions()
        options.host = "github-runner-amd64"
        options.environment = ["RESOLVE_HOME": folder.file("store"), "HOME": folder.file("home")]
        options.systemRoot = folder.file("system")
        options.retries = 0
        change(&options)
        return Resolver(options: options, events: told.take)
    }

    /// Writes an archive of these members, and gives its path.
    func archive(_ members: [LayerFile], name: String = "a.tar") throws -> String {
        try folder.write(name, Tar.archive(members))
    }

    /// What the registry's `team/app` holds, or another repository of it.
    func held(_ name: String = "team/app") -> RegistryContent.Repository {
        registry.content.repositories[name] ?? RegistryContent.Repository()
    }

    /// Whether `team/app` holds all of `image`, byte for byte.
    func holds(_ image: SampleImage) -> Bool {
        let held = held()
        return image.manifests.allSatisfy {
            held.manifests[$0.digest]?.bytes == $0.bytes && held.manifests[$0.digest]?.mediaType == $0.mediaType
        } && image.blobs.allSatisfy { held.blobs[$0.digest] == $0.bytes }
    }

    /// The requests since the log was last cleared, by method and the end of their path.
    var asked: [String] {
        registry.log.map { "\($0.method) \($0.path.split(separator: "/").suffix(2).joined(separator: "/"))" }
    }
}
