/// The rules of one resolver, worked out once, when they are first asked for.
actor SharedRules {
    private let options: ResolverOptions
    private var outcome: Result<HostRules, ResolverError>?

    /// Works out nothing yet.
    init(options: ResolverOptions) {
        self.options = options
    }

    /// The rules, or why there are none.
    func rules() throws(ResolverError) -> HostRules {
        if let outcome { return try outcome.get() }
        let outcome: Result<HostRules, ResolverError>
        do throws(ResolverError) {
            outcome = .success(try HostRules(options: options))
        } catch {
            outcome = .failure(error)
        }
        self.outcome = outcome
        return try outcome.get()
    }
}
