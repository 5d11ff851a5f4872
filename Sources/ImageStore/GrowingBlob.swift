import Dispatch
import Synchronization

/// The first bytes of a blob in the file that a fetch is writing, for a reader that follows it.
///
/// They are not verified yet: what is made of them must not be visible before the blob is complete. A fetch that begins anew
/// ends the reading. One thread reads; it is one that may wait, as for a disk.
package final class GrowingBlob: Sendable {
    fileprivate struct State {
        var path: String?
        var prefix: Int64 = 0
        var isReplaced = false
        var isOver = false
        var hasReader = false
        var waiting: [CheckedContinuation<Bool, Never>] = []
    }

    private let state = Mutex(State())
    /// Wakes the reader.
    private let growth = DispatchSemaphore(value: 0)

    /// A blob of which no byte has arrived.
    package init() {}

    /// Records that a fetch writes to the file at `path`, which has the first `prefix` bytes.
    package func begin(_ path: String, prefix: Int64) {
        let waiting = state.withLock { state in
            state.isReplaced = state.hasReader
            state.path = path
            state.prefix = prefix
            return state.takeWaiting()
        }
        growth.signal()
        for continuation in waiting { continuation.resume(returning: true) }
    }

    /// Records that the file has all bytes before this offset.
    package func grow(to prefix: Int64) {
        let isLonger = state.withLock { state in
            guard prefix > state.prefix else { return false }
            state.prefix = prefix
            return state.hasReader
        }
        if isLonger { growth.signal() }
    }

    /// Records that the fetch has ended: with all bytes, or without.
    package func end() {
        let waiting = state.withLock { state in
            state.isOver = true
            return state.takeWaiting()
        }
        growth.signal()
        for continuation in waiting { continuation.resume(returning: false) }
    }

    /// Waits until a fetch writes to a file; `false` if it has ended before.
    package func hasBegun() async -> Bool {
        await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                if state.isOver { return false }
                if state.path != nil { return true }
                state.waiting.append(continuation)
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    /// Begins to read. Returns the path of the file; `nil` if no fetch writes to one.
    package func beginReading() -> String? {
        state.withLock { state in
            guard !state.isOver, let path = state.path else { return nil }
            state.hasReader = true
            return path
        }
    }

    /// Waits until the file has more than the first `position` bytes, and returns how many; `nil` if it will not.
    package func wait(beyond position: Int64) -> Int64? {
        while true {
            let (prefix, isLost) = state.withLock { ($0.prefix, $0.isReplaced || $0.isOver && $0.prefix <= position) }
            guard !isLost else { return nil }
            if prefix > position { return prefix }
            growth.wait()
        }
    }
}

extension GrowingBlob.State {
    /// Those that wait for the beginning.
    fileprivate mutating func takeWaiting() -> [CheckedContinuation<Bool, Never>] {
        defer { waiting = [] }
        return waiting
    }
}
