import MirrorModel
import RegistryProtocol

/// Where an image would be pulled from, and who says so.
package struct EndpointExplanation: Sendable {
    /// The places in order.
    package let plan: MirrorPlan
    /// Whether credentials are known, for each place.
    package let credentials: [Bool]
    /// What could not be used of the configuration.
    package let faults: [SettingFault]
}
