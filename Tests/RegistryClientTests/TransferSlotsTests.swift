import Synchronization
import Testing

@testable import RegistryClient

/// The order in which waiting work gets a slot.
struct TransferSlotsTests {
    @Test func `urgent work comes before all normal work that waits, and both in their own order`() async {
        let slots = TransferSlots(count: 1)
        let order = Mutex<[String]>([])
        let (gate, opener) = AsyncStream.makeStream(of: Never.self)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { @Sendable in
                _ = await slots.run { for await _ in gate {} }
            }
            while await slots.isFree { await Task.yield() }
            for (count, name) in ["n1", "n2", "u1", "n3", "u2"].enumerated() {
                group.addTask { @Sendable in
                    _ = await slots.run(name.hasPrefix("u") ? .urgent : .normal) {
                        order.withLock { $0.append(name) }
                    }
                }
                while await slots.waitingCount <= count { await Task.yield() }
            }
            opener.finish()
        }
        #expect(order.withLock { $0 } == ["u1", "u2", "n1", "n2", "n3"])
    }

    @Test func `a slot is given up only while somebody else has one, and never the last`() async {
        let slots = TransferSlots(count: 3)
        #expect(await slots.shrink() == nil)
        let most = Mutex((now: 0, ever: 0))
        await withTaskGroup(of: Void.self) { group in
            let (gate, opener) = AsyncStream.makeStream(of: Never.self)
            group.addTask { _ = await slots.run { for await _ in gate {} } }
            while await slots.isFree, await slots.waitingCount == 0, await slots.shrink() == nil { await Task.yield() }
            #expect(await slots.shrink() == 1)
            #expect(await slots.shrink() == nil)
            opener.finish()
            for _ in 0..<20 {
                group.addTask { @Sendable in
                    _ = await slots.run {
                        most.withLock { most in
                            most.now += 1
                            most.ever = max(most.ever, most.now)
                        }
                        await Task.yield()
                        most.withLock { $0.now -= 1 }
                    }
                }
            }
        }
        #expect(most.withLock { $0.ever } == 1)
    }
}
