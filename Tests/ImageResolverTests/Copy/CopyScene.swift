import ImageModel
import ImageResolver
import TestSupport

/// A source registry with `team/app:1`, a target registry, and copies between them.
struct CopyScene {
    /// The folder of all files.
    let folder: TemporaryFolder
    /// The source registry.
    let source: MisbehavingRegistry
    /// The target registry.
    let target: MisbehavingRegistry
    /// The events of the resolvers.
    let reported = ReportedEvents()

    /// A source that holds `image` as `team/app:1`, and an empty target.
    init(_ image: SampleImage, source: AccessControl = .open, target: AccessControl = .open) throws {
        folder = try TemporaryFolder()
        self.source = try MisbehavingRegistry(access: source)
        self.target = try MisbehavingRegistry(access: target)
        self.source.add(image, to: "team/app", tags: ["1"])
    }

    /// Copies `team/app:1` to `copy/app:1`, unless `change` changes that.
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
        return try await Resolver(options: settings, events: reported.take).copy(request)
    }

    /// The content of the target's `copy/app` or another repository.
    func held(_ name: String = "copy/app") -> RegistryContent.Repository {
        target.content.repositories[name] ?? RegistryContent.Repository()
    }

    /// Whether the target's repository contains all of `image`, byte for byte.
    func holds(_ image: SampleImage, in name: String = "copy/app") -> Bool {
        let held = held(name)
        return image.manifests.allSatisfy {
            held.manifests[$0.digest]?.bytes == $0.bytes && held.manifests[$0.digest]?.mediaType == $0.mediaType
        } && image.blobs.allSatisfy { held.blobs[$0.digest] == $0.bytes }
    }

    /// The requests of a registry since its log was last cleared: `HEAD manifests/1`, `PUT manifests/sha256:…`.
    func requested(of registry: MisbehavingRegistry) -> [String] {
        registry.log.map { request in
            let parts = request.path.split(separator: "/").suffix(2)
            return "\(request.method) \(parts.joined(separator: "/"))"
        }
    }

    /// Clears the log of requests.
    func clearLogs() {
        source.clearLog()
        target.clearLog()
    }
}
