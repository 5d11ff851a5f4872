import PlatformModel

extension Platform {
    /// The platform with its operating system and architecture under the names that clients compare.
    ///
    /// What is written so already stays as it is, the level included; an alias may say a level of its own.
    package func spelled(by catalog: PlatformCatalog) -> Platform {
        var spelled = self
        spelled.os = catalog.operatingSystem(named: os)?.name ?? os
        if let known = catalog.architecture(named: architecture), known.name != architecture {
            (spelled.architecture, spelled.variant) = catalog.normalized(architecture: architecture, variant: variant)
        }
        return spelled
    }
}
