import Foundation
import TestSupport

/// A registry with an image for each platform, and a home directory for `resolve manifest`.
struct ManifestBench {
    /// The registry; by default it refuses lists that name missing manifests.
    let registry: MisbehavingRegistry
    /// The directory that holds the local lists.
    let home: TemporaryFolder

    /// A registry with `team/app:amd64` and `team/app:arm64`.
    init(format: SampleFormat = .docker, access: AccessControl = .open) throws {
        registry = try MisbehavingRegistry(access: access)
        home = try TemporaryFolder()
        for platform in ["linux/amd64", "linux/arm64"] {
            add(SampleImages.single(SamplePlatform(platform), format: format), as: String(platform.dropFirst(6)))
        }
    }

    /// Adds an image to the registry, as `team/app:TAG` by default.
    func add(_ image: SampleImage, as tag: String, to repository: String = "team/app") {
        registry.add(image, to: repository, tags: [tag])
    }

    /// `team/app:TAG`, in full.
    func app(_ tag: String) -> String { registry.reference("team/app:\(tag)") }

    /// The list `team/app:multi`.
    var list: String { app("multi") }

    /// Runs `resolve manifest` with these arguments.
    func run(_ arguments: String...) throws -> ProgramResult {
        try run(arguments)
    }

    /// Runs `resolve manifest` with these arguments, and `environment` besides the home directory.
    func run(_ arguments: [String], environment: [String: String] = [:]) throws -> ProgramResult {
        let home = ["RESOLVE_HOME": home.path]
        return try Command.run(["manifest"] + arguments, environment: home.merging(environment) { $1 })
    }

    /// Makes `team/app:multi` of the two images.
    @discardableResult
    func create(_ options: String...) throws -> ProgramResult {
        try run(["create"] + options + [list, app("amd64"), app("arm64")])
    }

    /// The bytes of the list that `team/app:TAG` refers to; `nil` if there is none.
    func pushed(_ tag: String = "multi", in repository: String = "team/app") -> [UInt8]? {
        let held = registry.content.repositories[repository]
        return held?.tags[tag].flatMap { held?.manifests[$0]?.bytes }
    }

    /// All files in the home directory.
    var homeNames: [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: home.path)) ?? []).sorted()
    }

    /// The names of the files of local lists.
    var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: home.file("manifest-lists"))) ?? []).sorted()
    }
}
