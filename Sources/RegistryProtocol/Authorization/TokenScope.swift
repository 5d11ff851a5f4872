import ImageModel

/// The resources that a token grants access to, each with its actions (distribution, "Token Scope Documentation").
///
/// The text form is a list separated by spaces: `repository:team/app:pull,push repository:base:pull`.
struct TokenScope: Hashable, Sendable {
    private struct Resource: Hashable, Sendable {
        // Its type and its name, which may contain a colon: `repository:host:5000/app`.
        let name: String
        var actions: [String]

        init(_ item: String) {
            let end = item.utf8.lastIndex(of: UInt8(ascii: ":"))
            name = end.map { String(item[..<$0]) } ?? item
            actions = end.map { item[item.utf8.index(after: $0)...].listItems(separatedBy: ",") } ?? []
        }
    }

    private var resources: [Resource] = []

    /// Reads a list; an item without a colon is a resource without actions.
    init(_ text: String) {
        for item in text.listItems(separatedBy: " ") { add(Resource(item)) }
    }

    /// This scope, extended by the resources and actions of `other`.
    func adding(_ other: TokenScope) -> TokenScope {
        var sum = self
        for resource in other.resources { sum.add(resource) }
        return sum
    }

    /// This scope without `*`, which names no resource.
    var named: TokenScope {
        var scope = self
        scope.resources.removeAll { $0.name == "*" }
        return scope
    }

    /// This scope with no more than reading of each repository; ``named`` only.
    var reading: TokenScope {
        var scope = named
        for index in scope.resources.indices where scope.resources[index].name.hasPrefix(Self.repositoryType) {
            scope.resources[index].actions = ["pull"]
        }
        return scope
    }

    /// The text form.
    var text: String {
        resources.map { $0.actions.isEmpty ? $0.name : "\($0.name):\($0.actions.joined(separator: ","))" }
            .joined(separator: " ")
    }

    /// The rights for people, such as `push for 'team/app'`.
    ///
    /// Writing includes reading, which is not named beside it.
    var rights: String {
        let texts = resources.map { resource in
            let further = resource.actions.filter { $0 != "pull" }
            let actions = (further.isEmpty ? resource.actions : further).joined(separator: ", ")
            let name =
                resource.name.hasPrefix(Self.repositoryType)
                ? String(resource.name.dropFirst(Self.repositoryType.count)) : resource.name
            return Printable.escaped(actions.isEmpty ? "access to '\(name)'" : "\(actions) for '\(name)'")
        }
        return texts.joined(separator: " or ")
    }

    private static let repositoryType = "repository:"

    private mutating func add(_ resource: Resource) {
        guard let index = resources.firstIndex(where: { $0.name == resource.name }) else {
            resources.append(resource)
            return
        }
        resources[index].actions += resource.actions.filter { !resources[index].actions.contains($0) }
    }
}
