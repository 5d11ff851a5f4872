import ImageModel

extension ResolverError {
    /// What keeps a manifest list from being put together, as the command line sorts it.
    init(list error: ListError) {
        switch error {
        case .contradiction: self.init(.mismatch, error.description)
        case .noEntry: self.init(.notFound, error.description)
        case .digestInName, .incomplete, .duplicate, .twice, .unknownArchitecture, .unknownSystem, .artifact, .nested,
            .loneManifest:
            self.init(.malformed, error.description)
        }
    }
}
