import ImageModel
import RegistryClient

extension ResolverError {
    /// What a copy says, as the command line sorts it; `target` is the repository that it goes to.
    init(copy error: CopyError, to target: Reference) {
        switch error {
        case .fetch(let error): self.init(fetch: error)
        case .target(let error):
            self.init(fetch: error)
            (image, registry) = (target.name, target.registry)
        case .push(let error):
            self.init(push: error)
            (image, registry) = (target.name, target.registry)
        case .sparse(let error):
            self.init(push: error)
            kind = .malformed
            message = error.description
            hint = "leave --sparse out: a list of just the wanted platforms is made, with a digest of its own"
            (image, registry) = (target.name, target.registry)
        case .tooDeep, .tooManyDocuments, .tooManyBytes: self.init(.malformed, error.description)
        case .cancelled: self = .interrupted
        }
    }
}
