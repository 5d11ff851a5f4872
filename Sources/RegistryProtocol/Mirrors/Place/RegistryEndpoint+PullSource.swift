/// The requests that a place is asked.
extension RegistryEndpoint {
    /// The image's repository at `source`, spoken to by `scheme`, or by the one that comes first there.
    package init(_ source: PullSource, scheme: WebScheme? = nil) {
        name = source.reference.registry
        base = source.base.spoken(scheme ?? source.schemes.first)
        repository = source.reference.repository
        namespace = source.namespace
    }
}
