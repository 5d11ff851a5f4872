import ErrorMapping

/// Limits the number of concurrent transfers: each holds a slot from its first request to its last.
///
/// Slots are granted in order. A task that is cancelled while it waits leaves the queue.
package actor TransferSlots {
    private var free: Int
    private var waiting: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    private var nextTicket = 0

    /// `count` slots, at least one.
    package init(count: Int) {
        free = max(1, count)
    }

    /// Runs `work` in a slot; `nil` if the task was cancelled before one was free.
    package func run<Value: Sendable>(_ work: @Sendable () async -> Value) async -> Value? {
        guard await take() else { return nil }
        let value = await work()
        giveBack()
        return value
    }

    private func take() async -> Bool {
        guard !Task.isCancelled else { return false }
        guard free == 0 else {
            free -= 1
            return true
        }
        nextTicket += 1
        let ticket = nextTicket
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(returning: false) }
                waiting.append((ticket, continuation))
            }
        } onCancel: {
            Task { await self.leave(ticket) }
        }
    }

    private func leave(_ ticket: Int) {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: index).continuation.resume(returning: false)
    }

    private func giveBack() {
        guard waiting.isEmpty else { return waiting.removeFirst().continuation.resume(returning: true) }
        free += 1
    }
}

extension TransferSlots {
    /// Performs `work` for each of `items`, limited by the slots; the results are in the order of the items.
    ///
    /// The first failure cancels the rest and is thrown. `cancelled` is thrown if a cancellation left work undone.
    package func each<Item: Sendable, Value: Sendable, Failure: Error>(
        _ items: [Item], cancelled: Failure, _ work: @escaping @Sendable (Item) async throws(Failure) -> Value
    ) async throws(Failure) -> [Value] {
        let result = await withTaskGroup(of: (Int, Result<Value, Failure>?).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask {
                    (index, await self.run { await outcome { () async throws(Failure) in try await work(item) } })
                }
            }
            var values: [Value?] = Array(repeating: nil, count: items.count)
            var failure: Failure?
            for await (index, result) in group {
                switch result {
                case .success(let value)?: values[index] = value
                case .failure(let error)? where failure == nil:
                    failure = error
                    group.cancelAll()
                case .failure, nil: break
                }
            }
            return failure.map { .failure($0) } ?? Result<[Value?], Failure>.success(values)
        }
        let values = try result.get().compactMap(\.self)
        guard values.count == items.count else { throw cancelled }
        return values
    }

    /// ``each(_:cancelled:_:)`` for parts of a copy.
    package func each<Item: Sendable, Value: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async throws(RegistryError) -> Value
    ) async throws(RegistryError) -> [Value] {
        try await each(items, cancelled: RegistryError(.copy, .cancelled), work)
    }
}
