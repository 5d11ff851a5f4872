import ClientModel
import ImageResolver
import PlatformModel

/// What other clients would take of an image, below the table of `explain`.
package struct ClientRendering {
    private let clients: [ExplainedClient]

    /// Renders these answers, in this order.
    package init(_ clients: [ExplainedClient]) {
        self.clients = clients
    }

    /// One line per client: the entry, its platform, and what goes wrong or why it is another one.
    package var table: TextTable {
        var table = TextTable(["client", "position", "platform", "detail"])
        for client in clients {
            table.add([
                Shown.text(client.name), Self.position(of: client.answer),
                client.answer.chosen == nil ? "-" : Shown.platform(client.platform),
                Shown.sentence(Self.details(of: client).joined(separator: "; ")),
            ])
        }
        return table
    }

    /// The same table for a page, with the versions for which the answers hold.
    var pageTable: PageTable {
        var table = PageTable(
            "What other clients would take of the image on this host.",
            columns: [
                .init(title: "client", width: "wide"), .init(title: "versions", width: "middle"),
                .init(title: "position", width: "tiny"), .init(title: "platform", width: "middle"),
                .init(title: "detail", width: "rest"),
            ])
        for client in clients {
            table.add([
                .list([
                    .text(Shown.text(client.name)),
                    .element("span", ["class": "title"], Shown.text(client.title)),
                ]), .text(client.versions), .text(Self.position(of: client.answer)),
                client.answer.chosen == nil ? .text("-") : .path(Shown.platform(client.platform)),
                .text(Shown.sentence(Self.details(of: client).joined(separator: "; "))),
            ])
        }
        return table
    }

    /// The answers for `--json`, by the names of the clients.
    package var json: JSONValue {
        .object(Dictionary(clients.map { ($0.name, Self.json(of: $0)) }, uniquingKeysWith: { first, _ in first }))
    }

    private static func position(of answer: ClientAnswer) -> String {
        switch answer.outcome {
        case .takes(let position): return Shown.position(position)
        case .takesIndex: return "index"
        case .fails(let failure): return failure.chosen.map(Shown.position) ?? "-"
        }
    }

    /// The failure, the reason for a difference, and what else there is to say.
    private static func details(of client: ExplainedClient) -> [String] {
        let answer = client.answer
        var details: [String] = []
        if let failure = answer.failure {
            let prefix = failure.chosen == nil ? "error: " : "the pull then fails: "
            details.append((failure.exitStatus == 0 ? "exit 0, but cannot be started: " : prefix) + failure.message)
        }
        if let error = answer.startError { details.append("cannot be started: \(error)") }
        if let difference = client.difference { details.append("why: \(difference)") }
        if !answer.alongside.isEmpty {
            details.append("also fetches \(answer.alongside.map(Shown.position).joined(separator: ", "))")
        }
        return details + [answer.note].compactMap(\.self)
    }

    private static func json(of client: ExplainedClient) -> JSONValue {
        let answer = client.answer
        return .object([
            "digest": .optional(client.digest),
            "position": answer.chosen.map(JSONValue.position) ?? .null,
            "platform": .platform(client.platform),
            "error": .optional(answer.failure?.message),
            "exitStatus": .integer(Int64(answer.failure?.exitStatus ?? 0)),
            "alsoFetches": .list(answer.alongside.map(JSONValue.position)),
            "startError": .optional(answer.startError),
            "note": .optional(answer.note),
            "why": .optional(client.difference),
            "client": .text(client.title),
            "versions": .text(client.versions),
        ])
    }
}
