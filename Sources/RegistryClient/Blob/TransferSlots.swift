/// How many blobs are fetched at once: a slot is taken before a blob's first request and given back after its last.
///
/// Those who wait are served in order. A task that is cancelled while it waits leaves the queue.
package actor TransferSlots {
    private var free: Int
    private var waiting: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    private var nextTicket = 0

    /// `count` slots, at least one.
    package init(count: Int) {
        free = max(1, count)
    }

    /// Runs `work` in a slot; `nil` when the task was cancelled before one was free.
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
        guard let place = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: place).continuation.resume(returning: false)
    }

    private func giveBack() {
        guard waiting.isEmpty else { return waiting.removeFirst().continuation.resume(returning: true) }
        free += 1
    }
}
