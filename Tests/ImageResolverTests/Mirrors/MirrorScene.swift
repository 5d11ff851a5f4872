import Foundation
import ImageResolver
import TestSupport

/// A registry with an image, a mirror of it, and resolvers that use both.
struct MirrorScene {
    /// The registry, with the folder and the resolvers.
    let upstream: Scene
    /// The mirror.
    let mirror: MisbehavingRegistry

    /// A scene in which both have `image` as `team/app:1`; with `mirrored`, the mirror has that instead.
    init(
        _ image: SampleImage, mirrored: SampleImage? = nil, access: AccessControl = .open,
        mirrorAccess: AccessControl = .open
    ) throws {
        upstream = try Scene(image, access: access)
        mirror = try MisbehavingRegistry(access: mirrorAccess)
        mirror.add(mirrored ?? image, to: "team/app", tags: ["1"])
    }

    /// Pulls `team/app:1` to the local store with `--mirror`.
    @discardableResult
    func pull(_ change: (inout ResolverOptions) -> Void = { _ in }) async throws(ResolverError) -> [PulledImage] {
        let url = mirror.url
        return try await upstream.pull { options in
            options.mirrors = [url]
            change(&options)
        }
    }

    /// The error of a pull with `--mirror`.
    func failure(_ change: (inout ResolverOptions) -> Void = { _ in }) async -> ResolverError? {
        do throws(ResolverError) {
            try await pull(change)
            return nil
        } catch {
            return error
        }
    }

    /// Writes a file below the folder of the scene, where `MIRROR` and `UPSTREAM` stand for the servers' `host:port`.
    func write(_ text: String, to path: String) throws {
        let url = URL(fileURLWithPath: upstream.folder.file(path))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        let filled = text.replacingOccurrences(of: "MIRROR", with: mirror.authority)
            .replacingOccurrences(of: "UPSTREAM", with: upstream.registry.authority)
        try Data(filled.utf8).write(to: url)
    }

    /// The requested kinds and digests or tags: `manifests/1`.
    static func requested(_ server: MisbehavingRegistry) -> [String] {
        server.log.map { $0.path.split(separator: "/").suffix(2).joined(separator: "/") }
    }
}
