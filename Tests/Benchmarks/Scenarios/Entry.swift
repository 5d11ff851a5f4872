/// A contestant in a scenario.
struct Entry: Sendable {
    /// Its name in this scenario, by which bounds name it.
    let label: String
    /// How it pulls.
    let contestant: any Contestant
    /// Where from.
    let endpoint: Endpoint

    /// `contestant`, pulling from `endpoint`, under its own name or another one.
    init(_ contestant: any Contestant, from endpoint: Endpoint, named label: String? = nil) {
        self.label = label ?? contestant.name
        self.contestant = contestant
        self.endpoint = endpoint
    }
}
