import ImageModel
import MirrorModel
import RegistryProtocol

/// Reads the mirror configuration of one program. ``MirrorFiles`` lists all readers.
protocol MirrorReader: Sendable {
    /// The rules for the image's registry, and the settings that were ignored because they cannot be used.
    ///
    /// - Throws: the fault of a file without which the image must not be pulled.
    func read(for image: Reference) async throws(ConfigurationError) -> (
        rules: [any MirrorRules], faults: [ConfigurationError]
    )
}

/// The configuration for the endpoints of one image.
package struct MirrorLookup: Sendable {
    /// The settings.
    package var configuration: MirrorConfiguration
    /// The settings that were ignored because they cannot be used.
    package var faults: [ConfigurationError]

    /// The image that podman would take for the name `text` of `image`, if it is another one.
    package func other(than image: Reference, for text: String) -> OtherImage? {
        guard let shortName = Reference.shortName(in: text) else { return nil }
        return configuration.rules.lazy.compactMap { $0.other(than: image, for: shortName) }.first
    }

    /// The faults as warnings, one sentence each.
    package var warnings: [String] { faults.map { "\($0); continuing without it" } }
}

extension ClientEnvironment {
    /// The user's own file or folder `name`, followed by those of the system, whose paths are prefixed with `root`.
    func configurationPaths(_ name: String, system: [String], root: String) -> [String] {
        let personal = value("XDG_CONFIG_HOME") ?? home(".config")
        return (personal.map { ["\($0)/\(name)"] } ?? []) + system.map { root + $0 }
    }
}
