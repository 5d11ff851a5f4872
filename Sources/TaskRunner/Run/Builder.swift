import PlatformModel

/// A program that builds images.
package enum Builder: String, CaseIterable, Sendable {
    /// Without an engine.
    case buildah
    /// BuildKit, through docker's client.
    case dockerBuildx = "docker buildx"
    /// Without a daemon.
    case podman

    /// The program.
    var program: String { self == .dockerBuildx ? "docker" : rawValue }

    /// What tells that it is there: arguments that end with status 0.
    var probe: [String] {
        switch self {
        case .buildah, .podman: ["--version"]
        case .dockerBuildx: ["buildx", "version"]
        }
    }

    /// The arguments of a build, whose result BuildKit writes to the folder `layout`.
    ///
    /// No layer is taken from a cache: buildah and podman look them up by the Dockerfile's lines alone, and would take
    /// those of another platform.
    func arguments(for command: BuildCommand, platform: Platform?, layout: String) -> [String] {
        let named = command.platform == nil ? platform.map { ["--platform", $0.short] } ?? [] : []
        switch self {
        case .buildah, .podman: return ["build", "--no-cache", "--layers=false"] + named + command.words
        case .dockerBuildx:
            return ["buildx", "build", "--no-cache"] + named
                + ["--output", "type=oci,tar=false,dest=\(layout)"] + command.words
        }
    }

    /// The arguments that write an image of its own store to the folder `layout`; `nil` where a build has done so already.
    func exportArguments(image: String, layout: String) -> [String]? {
        switch self {
        case .buildah, .podman: ["push", "--quiet", image, "oci:\(layout):image"]
        case .dockerBuildx: nil
        }
    }
}
