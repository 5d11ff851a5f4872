/// The tags of one repository.
public struct RepositoryTags: Hashable, Sendable {
    /// `registry/repository`, written out.
    public let repository: String
    /// The tags, each once, in the registry's order.
    public let tags: [String]
}
