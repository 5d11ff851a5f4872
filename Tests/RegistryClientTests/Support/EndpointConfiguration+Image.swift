import ImageModel
import MirrorModel
import RegistryProtocol

extension EndpointConfiguration {
    /// The registry that the image's own name begins with, of which nothing more is said.
    init(_ image: String) throws {
        let plan = try MirrorPlan(for: Reference(parsing: image), MirrorConfiguration())
        self = plan.endpoints[0]
    }
}
