import TestSupport
import Testing

/// Answers to a range, as curl sees them: 1000 bytes at one path, of which 100 to 199 are asked.
struct RangeAnswerTests {
    private let registry: MisbehavingRegistry
    private let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }

    init() throws {
        registry = try MisbehavingRegistry()
        registry.put(target: "/file", bytes)
    }

    @Test(
        arguments: [
            (nil, 206, 100, 100), (Fault.ignoresRange, 200, 0, 1000), (.rangeRefused, 416, 0, 0),
            (.shiftedRange(by: 5), 206, 105, 100), (.overlappingRange(by: 5), 206, 95, 100),
            (.overlappingRange(by: 500), 206, 0, 1), (.surplusRange(by: 5), 206, 100, 105), (.halfRange, 206, 100, 50),
        ] as [(Fault?, Int, Int, Int)])
    func `each answer to a range is what it says`(fault: Fault?, status: Int, start: Int, count: Int) throws {
        if let fault { registry.misbehave(on: "/file", fault) }
        let reply = try Curl(registry.url + "/file", "-r", "100-199")
        #expect(reply.status == status)
        #expect(reply.body.count == count)
        #expect(reply.body.prefix(100) == bytes.dropFirst(start).prefix(min(count, 100)))
    }

    @Test func `a status to ranges is for ranges alone`() throws {
        registry.misbehave(on: "/file", .rangeAnswered(with: 400))
        #expect(try Curl(registry.url + "/file", "-r", "0-9").status == 400)
        #expect(try Curl(registry.url + "/file").body == bytes)
    }

    @Test func `an address that is signed for a while is refused afterwards`() throws {
        let storage = try MisbehavingRegistry(content: registry.content)
        storage.misbehave(on: "/", .refusesExpired)
        registry.misbehave(on: "/file", hits: 1...1, .presigned(on: storage.url, seconds: 60, signature: "x"))
        registry.misbehave(on: "/file", hits: 2...2, .presigned(on: storage.url, seconds: -1, signature: "x"))
        storage.content.files["/file"] = nil
        #expect(try Curl(registry.url + "/file", "-L").status == 404)
        #expect(try Curl(registry.url + "/file", "-L").status == 403)
        #expect(storage.log.allSatisfy { $0.target.contains("X-Amz-Signature=x") })
    }

    @Test func `a lottery falls the same way for the same seed`() throws {
        let faults: [Fault] = [.status(500), .status(502), .status(503)]
        let runs = try (0..<2).map { _ in
            let lottery = FaultLottery(seed: 7, probability: 0.5, faults: faults)
            registry.behave()
            registry.misbehave(on: "/file", lottery.fault)
            let statuses = try (0..<20).map { _ in try Curl(registry.url + "/file").status }
            #expect(lottery.drawn.count == statuses.filter { $0 != 200 }.count)
            return statuses
        }
        #expect(runs[0] == runs[1])
        #expect(Set(runs[0]).count > 2)
    }
}
