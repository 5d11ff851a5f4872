import ImageModel
import ImageResolver
import TestSupport

/// Two registries, of which the source holds `team/app:1`, and copies from one to the other.
struct CopyScene {
    /// Where everything lies.
    let folder: TemporaryFolder
    /// The registry that is copied from.
    let source: MisbehavingRegistry
    /// The registry that is copied to.
    let target: MisbehavingRegistry
    /// What the resolvers have told.
    let told = Told()

    /// A source that holds `image` as `team/app:1`, and an empty target.
    init(_ image: SampleImage, source: AccessControl = .open, target: AccessControl = .open) throws {
        folder = try TemporaryFolder()
        self.source = try MisbehavingRegistry(access: source)
        self.target = try MisbehavingRegistry(access: target)
        self.source.add(image, to: "team/app", tags: ["1"])
    }

    /// Copies `team/app:1` to `copy/app:1`, unless `change` says otherwise.
    @discardableResult
    func copy(
        _ change: (inout CopyRequest) -> Void = { _ in }, options: (inout ResolverOptions) -> Void = { _ in }
    ) async throws -> CopiedImage {
        var request = CopyRequest(
            source: source.reference("team/app:1"), targets: [target.reference("copy/app:1")])
        change(&request)
        var settings = ResolverOptions()
        settings.host = "github-runner-amd64"
        settings.environment = ["RESOLVE_HOME": folder.file("store"), "HOME": folder.file("home")]
        settings.systemRoot = folder.file("system")
        settings.retries = 0
        options(&settings)
        return try await Resolver(options: settings, events: told.take).copy(request)
    }

    /// What the target's `copy/app` holds, or another repository of it.
    func held(_ name: String = "copy/app") -> RegistryContent.Repository {
        target.content.repositories[name] ?? RegistryContent.Repository()
    }

    /// Whether the target's repository holds all of `image`, byte for byte.
    func holds(_ image: SampleImage, in name: String = "copy/app") -> Bool {
        let held = held(name)
        return image.manifests.allSatisfy {
            held.manifests[$0.digest]?.bytes == $0.bytes && held.manifests[$0.digest]?.mediaType == $0.mediaType
        } && image.blobs.allSatisfy { held.blobs[$0.digest] == $0.bytes }
    }

    /// The requests of a registry since its log was last cleared: `HEAD manifests/1`, `PUT manifests/sha256:…`.
    func asked(of registry: MisbehavingRegistry) -> [String] {
        registry.log.map { request in
            let parts = request.path.split(separator: "/").suffix(2)
            return "\(request.method) \(parts.joined(separator: "/"))"
        }
    }

    /// Forgets the requests so far.
    func clearLogs() {
        source.clearLog()
        target.clearLog()
    }
}
