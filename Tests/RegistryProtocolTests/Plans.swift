import ImageModel
import MirrorModel

/// Plans without any configuration file.
enum Plans {
    /// A plan for `image`.
    static func plan(_ image: String, _ options: MirrorOptions = MirrorOptions()) throws -> MirrorPlan {
        try MirrorPlan(
            for: Reference(parsing: image),
            MirrorConfiguration(options: options))
    }
}
