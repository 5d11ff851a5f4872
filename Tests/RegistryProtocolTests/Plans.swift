import ImageModel
import MirrorModel

/// The endpoints of an image where no file says anything of them.
enum Plans {
    /// A plan for `image`.
    static func plan(_ image: String, _ options: MirrorOptions = MirrorOptions()) throws -> MirrorPlan {
        try MirrorPlan(
            for: Reference(parsing: image),
            MirrorConfiguration(options: options, hosts: nil, rules: RegistryRules(), engine: nil))
    }
}
