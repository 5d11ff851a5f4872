/// What a token allows: resources, each with the actions on it (distribution, "Token Scope Documentation").
///
/// The written form is a list with blanks between: `repository:team/app:pull,push repository:base:pull`.
struct TokenScope: Hashable, Sendable {
    private struct Resource: Hashable, Sendable {
        // Its kind and its name, which may hold a colon itself: `repository:host:5000/app`.
        let name: String
        var actions: [String]
    }

    private var resources: [Resource] = []

    /// Reads a list; a piece without a colon is a resource without actions.
    init(_ text: String) {
        for piece in ListText.pieces(of: text, at: " ") { add(piece) }
    }

    /// This scope, and what `other` allows besides, after it.
    func adding(_ other: String) -> TokenScope {
        var sum = self
        for piece in ListText.pieces(of: other, at: " ") { sum.add(piece) }
        return sum
    }

    /// The written form.
    var text: String {
        resources.map { $0.actions.isEmpty ? $0.name : "\($0.name):\($0.actions.joined(separator: ","))" }
            .joined(separator: " ")
    }

    private mutating func add(_ piece: String) {
        let end = piece.utf8.lastIndex(of: UInt8(ascii: ":"))
        let name = end.map { String(piece[..<$0]) } ?? piece
        let actions = end.map { ListText.pieces(of: String(piece[piece.utf8.index(after: $0)...]), at: ",") } ?? []
        guard let index = resources.firstIndex(where: { $0.name == name }) else {
            resources.append(Resource(name: name, actions: actions))
            return
        }
        resources[index].actions += actions.filter { !resources[index].actions.contains($0) }
    }
}
