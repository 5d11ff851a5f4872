import PlatformModel

extension ListEntry {
    /// The platform by which entries are told apart: normalised; nil for what is no image, or names no platform.
    func comparedPlatform(by catalog: PlatformCatalog) -> Platform? {
        guard let platform = descriptor.platform, catalog.entryRefusal(of: Candidate(descriptor)) == nil else {
            return nil
        }
        return catalog.normalized(platform)
    }

    /// Refuses a platform that the image's config contradicts.
    func check(by catalog: PlatformCatalog) throws(ListError) {
        guard let declared = descriptor.platform, let configured else { return }
        guard case .contradicts = catalog.confirmation(declared: declared, config: configured) else { return }
        throw .contradiction(image, declared: declared, configured: configured)
    }
}
