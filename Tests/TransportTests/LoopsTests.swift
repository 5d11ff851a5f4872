import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

struct LoopsTests {
    private func loops(_ processors: Int) throws -> TransferLoops {
        try TransferLoops(options: TransportOptions(), processors: processors)
    }

    private func fetch(_ address: String, through loops: TransferLoops) async throws -> Fetched {
        let request = HTTPRequest(.get, try WebAddress(parsing: address))
        let (report, body) = await loops.perform(request) { BodyCollector(limit: 8 << 20) }
        return (report, body)
    }

    @Test func `requests that follow one another share one connection`() async throws {
        let server = try MisbehavingRegistry()
        server.put(target: "/file", noise(1000))
        let loops = try loops(4)
        var connections = 0
        for _ in 0..<5 { connections += try await fetch(server.url + "/file", through: loops).report.newConnections }
        #expect(connections == 1)
    }

    @Test(arguments: [1, 2, 64]) func `requests made at once are all answered`(processors: Int) async throws {
        let server = try MisbehavingRegistry()
        let bytes = noise(300_000)
        server.put(target: "/file", bytes)
        let loops = try loops(processors)
        let url = server.url
        let whole = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let (report, body) = try await fetch(url + "/file", through: loops)
                    return report.failure == nil && body.bytes == bytes
                }
            }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(whole == 16)
    }
}
