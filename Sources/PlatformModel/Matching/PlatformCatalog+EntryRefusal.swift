extension PlatformCatalog {
    /// Why an entry can never be an image, by what it says of itself; `nil` when it may be one.
    package func entryRefusal(of candidate: Candidate) -> Refusal? {
        EntryFilter(catalog: self).refusal(of: candidate)
    }
}
