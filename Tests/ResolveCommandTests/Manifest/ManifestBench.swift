import Foundation
import TestSupport

/// A registry with an image for each platform, and a home in which `resolve manifest` is run.
struct ManifestBench {
    /// The registry; its lists may name what it lacks only where a test says so.
    let registry: MisbehavingRegistry
    /// Where local lists are kept.
    let home: TemporaryFolder

    /// A registry with `team/app:amd64` and `team/app:arm64`.
    init(format: SampleFormat = .docker, access: AccessControl = .open) throws {
        registry = try MisbehavingRegistry(access: access)
        home = try TemporaryFolder()
        for platform in ["linux/amd64", "linux/arm64"] {
            add(SampleImages.single(SamplePlatform(platform), format: format), as: String(platform.dropFirst(6)))
        }
    }

    /// Puts an image at the registry, as `team/app:TAG` unless another repository is named.
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

    /// Runs `resolve manifest` with these arguments.
    func run(_ arguments: [String]) throws -> ProgramResult {
        try Command.run(["manifest"] + arguments, environment: ["RESOLVE_HOME": home.path])
    }

    /// Makes `team/app:multi` of the two images.
    @discardableResult
    func create(_ options: String...) throws -> ProgramResult {
        try run(["create"] + options + [list, app("amd64"), app("arm64")])
    }

    /// The bytes of the list that stands under `team/app:TAG`; `nil` where none does.
    func pushed(_ tag: String = "multi", in repository: String = "team/app") -> [UInt8]? {
        let held = registry.content.repositories[repository]
        return held?.tags[tag].flatMap { held?.manifests[$0]?.bytes }
    }

    /// What is in the home at all.
    var homeNames: [String] {
        ((try? FileManager.default.subpathsOfDirectory(atPath: home.path)) ?? []).sorted()
    }

    /// The names of the files of local lists.
    var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: home.file("manifest-lists"))) ?? []).sorted()
    }
}
