import ImageModel
import MirrorModel
import RegistryProtocol

extension EndpointConfiguration {
    /// The registry in the image's name, with default settings.
    init(_ image: String) throws {
        let plan = try MirrorPlan(for: Reference(parsing: image), MirrorConfiguration())
        self = plan.endpoints[0]
    }
}
