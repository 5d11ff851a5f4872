/// When each step of a task runs, and how often: a state machine without a clock.
///
/// Times are milliseconds of whatever clock the caller has.
package struct TaskSchedule: Sendable {
    /// A step, as far as its order is concerned.
    package struct Step: Sendable {
        package let dependencies: [Int]
        package let timing: StepTiming

        package init(dependencies: [Int], timing: StepTiming) {
            self.dependencies = dependencies
            self.timing = timing
        }
    }

    /// What is to be done now.
    package enum Action: Hashable, Sendable {
        /// Begin an attempt at a step, which may take so long.
        case begin(step: Int, attempt: Int, limitMilliseconds: Int64)
    }

    /// What is known of a step that has ended.
    package struct Report: Hashable, Sendable {
        /// How it ended.
        package var outcome: StepOutcome
        /// How often it was begun.
        package var attempts: Int
        /// From its first attempt to its end.
        package var milliseconds: Int64
        /// Whether its failure was let pass.
        package var isIgnored: Bool
    }

    private enum State {
        case waiting
        /// It begins at a time.
        case pausing(until: Int64)
        case running
        case ended(Report)
    }

    private struct Entry {
        let step: Step
        var state = State.waiting
        var attempts = 0
        var retriesLeft = 0
        var repetitionsLeft = 0
        var began: Int64?
        var deadline: Int64?
    }

    private var entries: [Entry]

    /// A schedule in which nothing has begun.
    package init(_ steps: [Step]) {
        entries = steps.map { step in
            Entry(step: step, retriesLeft: step.timing.retries, repetitionsLeft: step.timing.repetitions)
        }
    }

    /// How each step ended; `nil` for those that have not.
    package var reports: [Report?] {
        entries.map { entry in
            if case .ended(let report) = entry.state { report } else { nil }
        }
    }

    /// Whether a step has failed that was not let pass: what still runs is to be ended.
    package private(set) var hasFailed = false

    /// Whether every step has ended.
    package var isOver: Bool { reports.allSatisfy { $0 != nil } }

    /// What is to be done at `now`.
    package mutating func actions(at now: Int64) -> [Action] {
        var actions: [Action] = []
        // A step that is skipped lets none follow, so that one walk over the file's order is not enough for `when`.
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for index in entries.indices { hasChanged = advance(index, at: now, &actions) || hasChanged }
        }
        return actions
    }

    /// The next time at which something is to be done without an attempt having ended; `nil` where there is none.
    package var wakeTime: Int64? {
        entries.compactMap { entry in
            if case .pausing(let time) = entry.state { time } else { nil }
        }.min()
    }

    /// Lets no further attempt begin: the task is to end.
    package mutating func cancel() {
        hasFailed = true
    }

    /// Takes note of how an attempt ended.
    package mutating func attemptEnded(step index: Int, _ outcome: StepOutcome, at now: Int64) {
        guard case .running = entries[index].state else { return }
        let entry = entries[index]
        switch outcome {
        case .succeeded where entry.repetitionsLeft > 0 && !hasFailed:
            entries[index].repetitionsLeft -= 1
            entries[index].retriesLeft = entry.step.timing.retries
            entries[index].state = .pausing(until: now)
        case .failed where entry.retriesLeft > 0 && !hasFailed:
            entries[index].retriesLeft -= 1
            entries[index].state = .pausing(until: now + Int64(entry.step.timing.retryDelay) * 1_000)
        default: end(index, outcome, at: now)
        }
    }

    /// Whether something changed.
    private mutating func advance(_ index: Int, at now: Int64, _ actions: inout [Action]) -> Bool {
        let entry = entries[index]
        switch entry.state {
        case .waiting:
            if hasFailed {
                end(index, .skipped, at: now)
                return true
            }
            guard entry.step.dependencies.allSatisfy({ hasEnded($0) }) else { return false }
            entries[index].state = .pausing(until: now + Int64(entry.step.timing.startDelay) * 1_000)
            return true
        case .pausing(let time):
            if hasFailed {
                end(index, entry.attempts == 0 ? .skipped : .cancelled, at: now)
                return true
            }
            if let deadline = entry.deadline, deadline <= max(now, time) {
                // The pause would outlast the step's time: nothing is won by waiting for it.
                end(index, .timedOut(seconds: entry.step.timing.timeout), at: now)
                return true
            }
            guard time <= now else { return false }
            begin(index, at: now, &actions)
            return true
        case .running, .ended: return false
        }
    }

    private mutating func begin(_ index: Int, at now: Int64, _ actions: inout [Action]) {
        let deadline = entries[index].deadline ?? now + Int64(entries[index].step.timing.timeout) * 1_000
        entries[index].deadline = deadline
        entries[index].began = entries[index].began ?? now
        entries[index].attempts += 1
        entries[index].state = .running
        actions.append(
            .begin(step: index, attempt: entries[index].attempts, limitMilliseconds: max(1, deadline - now)))
    }

    private mutating func end(_ index: Int, _ outcome: StepOutcome, at now: Int64) {
        let entry = entries[index]
        let isFailure =
            switch outcome {
            case .failed, .timedOut: true
            case .succeeded, .cancelled, .skipped: false
            }
        let isIgnored = isFailure && entry.step.timing.ignoresErrors
        entries[index].state = .ended(
            Report(
                outcome: outcome, attempts: entry.attempts, milliseconds: entry.began.map { now - $0 } ?? 0,
                isIgnored: isIgnored))
        if isFailure && !isIgnored || outcome == .cancelled { hasFailed = true }
    }

    private func hasEnded(_ index: Int) -> Bool {
        if case .ended = entries[index].state { true } else { false }
    }
}
