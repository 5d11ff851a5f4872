import ImageModel
import MirrorModel
import RegistryProtocol

/// The configuration files that define mirrors: those of containerd, k3s and RKE2, podman, and Docker.
///
/// They are read again for each image. An unusable setting in a file is ignored, as in containerd. Only a file of podman that
/// cannot be read as a whole ends the lookup, as in podman, because it may block the image.
package struct MirrorFiles: Sendable {
    private let readers: [any MirrorReader]

    /// The files used by these programs themselves. `root` is prefixed to the paths of the system's files.
    package init(environment: ClientEnvironment, root: String = "") {
        self.init(readers: [
            ContainerdMirrors(environment: environment, root: root),
            RancherMirrors(environment: environment, root: root),
            ContainerdMirrors.rancher(root: root),
            PodmanMirrors(environment: environment, root: root),
            DockerMirrors(environment: environment, root: root),
        ])
    }

    /// The files of `readers`, in order of precedence.
    init(readers: [any MirrorReader]) {
        self.readers = readers
    }

    /// The configuration for the image from all files and the command line's `options`.
    ///
    /// - Throws: ``ConfigurationError`` for podman's files.
    package func lookup(
        for image: Reference, options: MirrorOptions = MirrorOptions()
    ) async throws(ConfigurationError) -> MirrorLookup {
        var lookup = MirrorLookup(configuration: MirrorConfiguration(options: options), faults: [])
        for reader in readers {
            let (rules, faults) = try await reader.read(for: image)
            lookup.configuration.rules += rules
            lookup.faults += faults
        }
        return lookup
    }
}
