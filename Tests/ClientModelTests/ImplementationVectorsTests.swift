import ClientModel
import Foundation
import ImageModel
import PlatformModel
import TestSupport
import Testing

/// `by_impl` in `selection.json`: what the libraries of other clients choose, by their sources and their own tests.
struct ImplementationVectorsTests {
    /// The client that uses each library.
    static let clients = [
        "containerd": "containerd", "containerd_only": "containerd", "containerd_strict": "ctr",
        "moby_graphdriver": "docker", "containers_image": "skopeo", "go_containerregistry": "crane", "oras_go": "oras",
        "regclient": "regctl", "apple_containerization": "apple",
    ]

    /// Rows that no client can be asked, each with the reason.
    static let unaskable = [
        "ggcr-not-subset go_containerregistry": "it asks for the reserved field features, which no option of crane sets"
    ]

    @Test func `every choice that no run contradicts is made`() throws {
        let catalog = try PlatformCatalog.builtIn()
        let list = ClientList(catalog: catalog)
        var differences: [String] = []
        var count = 0
        for row in try SelectionRow.all() {
            for (library, expected) in (row.byImplementation ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard let name = Self.clients[library], Self.unaskable["\(row.id) \(library)"] == nil else { continue }
                count += 1
                let question = row.question(for: library)
                let answer = try list.client(name).answer(to: question)
                if !row.agrees(answer, with: expected, of: library) {
                    differences.append("\(row.id) \(library): \(answer.outcome) ≠ \(expected as Any)")
                }
            }
        }
        #expect(differences == [])
        Vectors.report("selection.json by_impl", rows: count)
    }
}
