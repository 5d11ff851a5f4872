import ImageModel
import ImageResolver
import TestSupport

/// A folder with images, and an empty registry to push them to.
struct PushScene {
    /// The folder of all files.
    let folder: TemporaryFolder
    /// The registry.
    let registry: MisbehavingRegistry
    /// The events of the resolvers.
    let reported = ReportedEvents()

    /// An empty registry.
    init(access: AccessControl = .open) throws {
        folder = try TemporaryFolder()
        registry = try MisbehavingRegistry(access: access)
    }

    /// Pushes `source` to `team/app:1`, unless `change` changes that.
    @discardableResult
    func push(
        _ source: String, _ change: (inout PushRequest) -> Void = { _ in },
        options: (inout ResolverOptions) -> Void = { _ in }
    ) async throws(ResolverError) -> CopiedImage {
        var request = PushRequest(source: source, target: registry.reference("team/app:1"))
        change(&request)
        return try await resolver(options).push(request)
    }

    /// A resolver that uses nothing outside the folder.
    func resolver(_ change: (inout ResolverOptions) -> Void = { _ in }) -> Resolver {
        var options = ResolverOptions()
        options.host = "github-runner-amd64"
        options.environment = ["RESOLVE_HOME": folder.file("store"), "HOME": folder.file("home")]
        options.systemRoot = folder.file("system")
        options.retries = 0
        change(&options)
        return Resolver(options: options, events: reported.take)
    }

    /// Writes an archive of these members, and returns its path.
    func archive(_ members: [LayerFile], name: String = "a.tar") throws -> String {
        try folder.write(name, Tar.archive(members))
    }

    /// The content of the registry's `team/app` or another repository.
    func held(_ name: String = "team/app") -> RegistryContent.Repository {
        registry.content.repositories[name] ?? RegistryContent.Repository()
    }

    /// Whether `team/app` contains all of `image`, byte for byte.
    func holds(_ image: SampleImage) -> Bool {
        let held = held()
        return image.manifests.allSatisfy {
            held.manifests[$0.digest]?.bytes == $0.bytes && held.manifests[$0.digest]?.mediaType == $0.mediaType
        } && image.blobs.allSatisfy { held.blobs[$0.digest] == $0.bytes }
    }

    /// The requests since the log was last cleared, by method and the end of their path.
    var requested: [String] {
        registry.log.map { "\($0.method) \($0.path.split(separator: "/").suffix(2).joined(separator: "/"))" }
    }
}
