import ImageResolver
import TestSupport

/// A registry, a folder with a home and a local store, and resolvers that use nothing else.
struct Scene {
    /// The folder of all files.
    let folder: TemporaryFolder
    /// The registry.
    let registry: MisbehavingRegistry
    /// The events of the resolvers.
    let reported = ReportedEvents()

    /// A scene whose registry holds `image` as `team/app:1`.
    init(_ image: SampleImage? = nil, access: AccessControl = .open, in parent: String? = nil) throws {
        folder = try TemporaryFolder(in: parent)
        registry = try MisbehavingRegistry(access: access)
        if let image { registry.add(image, to: "team/app", tags: ["1"]) }
    }

    /// `team/app:1`.
    var image: String { registry.reference("team/app:1") }

    /// The folder of the local store.
    var store: String { folder.file("store") }

    /// A resolver for `host`, by default a GitHub runner of level v3.
    func resolver(
        host: String = "github-runner-amd64", _ change: (inout ResolverOptions) -> Void = { _ in }
    ) -> Resolver {
        var options = ResolverOptions()
        options.host = host
        options.environment = ["RESOLVE_HOME": store, "HOME": folder.file("home"), "PATH": "/usr/bin:/bin"]
        options.systemRoot = folder.file("system")
        options.retries = 0
        change(&options)
        return Resolver(options: options, events: reported.take)
    }

    /// Pulls `team/app:1` to the local store, for these platforms.
    @discardableResult
    func pull(
        _ platforms: [String] = [], host: String = "github-runner-amd64",
        _ change: (inout ResolverOptions) -> Void = { _ in }
    ) async throws(ResolverError) -> [PulledImage] {
        let request = PullRequest(image: image, platforms: platforms)
        return try await resolver(host: host, change).pull(request, to: .localStore)
    }

    /// Pulls `team/app:1` to a layout in the folder `name`, and returns its content.
    func pullLayout(
        _ platforms: [String] = [], name: String = "out", host: String = "github-runner-amd64",
        _ change: (inout ResolverOptions) -> Void = { _ in }
    ) async throws -> LayoutContents {
        let request = PullRequest(image: image, platforms: platforms)
        _ = try await resolver(host: host, change).pull(request, to: .layout(folder.file(name)))
        return try LayoutContents(folder.file(name))
    }

    /// The requests since the log was last cleared: `HEAD manifests/1`, `GET blobs/sha256:…`.
    var requested: [String] {
        registry.log.map { request in
            let parts = request.path.split(separator: "/").suffix(2)
            return "\(request.method) \(parts.joined(separator: "/"))"
        }
    }

    /// The requests without those that an explanation makes in the end, for compatibility artifacts.
    var requestedBeforeReferrers: [String] {
        requested.filter { !$0.contains("referrers/") && !$0.contains("manifests/sha256-") }
    }

    /// The requests for blobs that are not configs of `image`.
    func layerRequests(of image: SampleImage) -> [String] {
        let configs = (image.children.isEmpty ? [image] : image.children).compactMap { $0.config?.digest }
        return requested.filter { text in text.contains("blobs/") && !configs.contains { text.hasSuffix($0) } }
    }
}
