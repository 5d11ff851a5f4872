import ErrorMapping

/// Limits the number of concurrent transfers: each holds a slot from its first request to its last.
///
/// Slots are granted in order, urgent ones first. A task that is cancelled while it waits leaves the queue.
package actor TransferSlots {
    /// The number of slots.
    private var count: Int
    /// The number of slots that are taken; more than ``count`` for a while after ``shrink()``.
    private var taken = 0
    private var waiting: [Waiting] = []
    private var nextTicket = 0

    /// How soon a slot is granted.
    package enum Priority: Sendable {
        /// In order.
        case normal
        /// Before all normal ones that wait.
        case urgent
    }

    private struct Waiting {
        let ticket: Int
        let priority: Priority
        let continuation: CheckedContinuation<Bool, Never>
    }

    /// `count` slots, at least one.
    package init(count: Int) {
        self.count = max(1, count)
    }

    /// Whether a slot is free.
    var isFree: Bool { taken < count }

    /// The number of tasks that wait for a slot.
    var waitingCount: Int { waiting.count }

    /// Runs `work` in a slot; `nil` if the task was cancelled before one was free.
    package func run<Value: Sendable>(
        _ priority: Priority = .normal, _ work: @Sendable () async -> Value
    ) async -> Value? {
        guard await take(priority) else { return nil }
        let value = await work()
        giveBack()
        return value
    }

    private func take(_ priority: Priority) async -> Bool {
        guard !Task.isCancelled else { return false }
        guard taken >= count else {
            taken += 1
            return true
        }
        nextTicket += 1
        let ticket = nextTicket
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !Task.isCancelled else { return continuation.resume(returning: false) }
                let place = priority == .normal ? nil : waiting.firstIndex { $0.priority == .normal }
                waiting.insert(
                    Waiting(ticket: ticket, priority: priority, continuation: continuation),
                    at: place ?? waiting.endIndex)
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
        taken -= 1
        guard taken < count, !waiting.isEmpty else { return }
        taken += 1
        waiting.removeFirst().continuation.resume(returning: true)
    }

    /// Gives up one slot for good, because a server refuses that many requests at once. Returns how many are left; `nil` if
    /// no other work has a slot, so that fewer would not help.
    package func shrink() -> Int? {
        guard count > 1, taken > 0 else { return nil }
        count -= 1
        return count
    }
}

extension TransferSlots {
    /// Performs `work` for each of `items`, limited by the slots; the results are in the order of the items.
    ///
    /// The first failure cancels the rest and is thrown. `cancelled` is thrown if a cancellation left work undone.
    package func each<Item: Sendable, Value: Sendable, Failure: Error>(
        _ items: [Item], cancelled: Failure, _ work: @escaping @Sendable (Item) async throws(Failure) -> Value
    ) async throws(Failure) -> [Value] {
        try await Self.all(items, cancelled: cancelled) { item in
            await self.run { await outcome { () async throws(Failure) in try await work(item) } }
        }
    }

    /// ``each(_:cancelled:_:)`` with work that takes slots itself, and returns `nil` if it was cancelled before it had one.
    package static func all<Item: Sendable, Value: Sendable, Failure: Error>(
        _ items: [Item], cancelled: Failure, _ work: @escaping @Sendable (Item) async -> Result<Value, Failure>?
    ) async throws(Failure) -> [Value] {
        let result = await withTaskGroup(of: (Int, Result<Value, Failure>?).self) { group in
            for (index, item) in items.enumerated() {
                group.addTask { (index, await work(item)) }
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
