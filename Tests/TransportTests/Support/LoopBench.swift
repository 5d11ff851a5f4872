import RegistryProtocol
import TestSupport
import Testing

@testable import Transport

/// A server and a loop that sends it requests.
struct LoopBench {
    /// The server.
    let server: MisbehavingRegistry
    /// The loop.
    let loop: TransferLoop

    /// An empty server, and a loop with the options modified by `change`.
    init(_ change: (inout TransportOptions) -> Void = { _ in }) throws {
        server = try MisbehavingRegistry()
        loop = try makeLoop(change)
    }

    /// Requests `target` from the server.
    func fetch(
        _ target: String, _ method: HTTPMethod = .get, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil,
        limit: Int = 8 << 20
    ) async throws -> Fetched {
        try await loop.fetch(server.url + target, method, headers: headers, body: body, limit: limit)
    }
}

/// The outcome of one request.
typealias Fetched = (report: TransferReport, body: CollectedBody)

extension TransferLoop {
    /// Requests an address.
    nonisolated func fetch(
        _ address: String, _ method: HTTPMethod = .get, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8]? = nil,
        limit: Int = 8 << 20
    ) async throws -> Fetched {
        let request = HTTPRequest(method, try WebAddress(parsing: address), headers: headers, body: body)
        let (report, body) = await perform(request) { BodyCollector(limit: limit) }
        return (report, body)
    }
}

/// A loop with the options modified by `change`.
func makeLoop(_ change: (inout TransportOptions) -> Void = { _ in }) throws -> TransferLoop {
    var options = TransportOptions()
    change(&options)
    return try TransferLoop(options: options)
}

/// Pseudorandom bytes that are the same every time.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    let block = (0..<min(count, 65_521)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count { bytes += block.prefix(count - bytes.count) }
    return bytes
}

/// Waits until a condition is true, at most 20 s.
func wait(until isSo: () async throws -> Bool) async throws {
    for _ in 0..<1000 {
        if try await isSo() { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("the condition did not become true")
}
