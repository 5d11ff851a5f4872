import ImageModel
import PlatformModel

extension Resolver {
    /// Explains a list that came as a file, without a registry.
    ///
    /// `configs` is a JSON object from digest to image config, for entries that declare no platform; those that it does not
    /// name count as unreadable. `name` stands for the image.
    public func explain(index bytes: [UInt8], configs: [UInt8]?, name: String) async throws(ResolverError)
        -> Explanation
    {
        let rules = try await rules
        let wanted = try rules.wanted.one(options.platforms)
        let origin = try FileOrigin(index: bytes, configs: configs)
        let source = OpenSource(origin: origin, places: nil, reference: nil, local: nil, tag: nil)
        do throws(ResolverError) {
            let selector = rules.selector(name, source)
            return try await selector.explanation(of: try await origin.root(), for: wanted).withoutCommand
        } catch {
            throw error.concerning(image: name)
        }
    }
}
