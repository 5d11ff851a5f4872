import MirrorModel
import RegistryProtocol

/// What the files say about the places of one image.
package struct MirrorLookup: Hashable, Sendable {
    /// What is said.
    package var configuration: MirrorConfiguration
    /// What could not be used, a sentence each: the lookup went on without it.
    package var faults: [SettingFault]

    /// The faults as warnings.
    package var warnings: [String] { faults.map { "\($0); going on without it" } }
}
