/// Decides when each step of a task runs, and how often: a state machine without a clock.
///
/// Times are in milliseconds, from any clock of the caller.
package struct TaskSchedule: Sendable {
    /// The parts of a step that decide when it runs.
    package struct Step: Sendable {
        package let dependencies: [Int]
        package let timing: StepTiming

        package init(dependencies: [Int], timing: StepTiming) {
            self.dependencies = dependencies
            self.timing = timing
        }
    }

    /// What the caller does next.
    package enum Action: Hashable, Sendable {
        /// Begins an attempt at a step, with the time that is left for it.
        case begin(step: Int, attempt: Int, limitMilliseconds: Int64)
    }

    /// The result of a step that has ended.
    package struct Report: Hashable, Sendable {
        package var outcome: StepOutcome
        /// The number of attempts.
        package var attempts: Int
        /// The time from the first attempt to the end.
        package var milliseconds: Int64
        /// Whether the step failed and the task continued.
        package var isIgnored: Bool
    }

    private enum State {
        case waiting
        /// Begins at this time.
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

    /// A schedule in which no step has begun.
    package init(_ steps: [Step]) {
        entries = steps.map { step in
            Entry(step: step, retriesLeft: step.timing.retries, repetitionsLeft: step.timing.repetitions)
        }
    }

    /// The result of each step; `nil` for steps that have not ended.
    package var reports: [Report?] {
        entries.map { entry in
            if case .ended(let report) = entry.state { report } else { nil }
        }
    }

    /// Whether the task has failed: no attempt begins any more, and the caller stops those that are running.
    package private(set) var hasFailed = false

    /// Whether every step has ended.
    package var isOver: Bool { reports.allSatisfy { $0 != nil } }

    /// The attempts that begin at `now`.
    package mutating func actions(at now: Int64) -> [Action] {
        var actions: [Action] = []
        // With `when`, a step may depend on a later one: a single pass in file order is not enough.
        var hasChanged = true
        while hasChanged {
            hasChanged = false
            for index in entries.indices { hasChanged = advance(index, at: now, &actions) || hasChanged }
        }
        return actions
    }

    /// The next time at which an attempt begins even if none ends before; `nil` if there is none.
    package var wakeTime: Int64? {
        entries.compactMap { entry in
            if case .pausing(let time) = entry.state { time } else { nil }
        }.min()
    }

    /// Ends the task: no further attempt begins.
    package mutating func cancel() {
        hasFailed = true
    }

    /// Records the outcome of an attempt.
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

    /// Advances a step, and returns whether its state has changed.
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
                // The time limit would pass during the delay, so the step ends now.
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
        let isIgnored = outcome.isFailure && entry.step.timing.ignoresErrors
        entries[index].state = .ended(
            Report(
                outcome: outcome, attempts: entry.attempts, milliseconds: entry.began.map { now - $0 } ?? 0,
                isIgnored: isIgnored))
        if outcome.isFailure && !isIgnored || outcome == .cancelled { hasFailed = true }
    }

    private func hasEnded(_ index: Int) -> Bool {
        if case .ended = entries[index].state { true } else { false }
    }
}

/// How an attempt at a step, or the step as a whole, ended.
package enum StepOutcome: Hashable, Sendable {
    /// The step did its work.
    case succeeded
    /// A program exited with a status other than 0, or another part of the step failed; with the status and a sentence.
    case failed(status: Int32, String)
    /// The time limit passed.
    case timedOut(seconds: Int)
    /// The task ended before the step did.
    case cancelled
    /// The step never began, because a step before it failed.
    case skipped

    /// The outcome in one or two words.
    package var word: String {
        switch self {
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .timedOut: "timed out"
        case .cancelled: "cancelled"
        case .skipped: "skipped"
        }
    }

    /// Whether the step itself went wrong.
    package var isFailure: Bool {
        switch self {
        case .failed, .timedOut: true
        case .succeeded, .cancelled, .skipped: false
        }
    }

    /// The exit status of the step, 124 (as for timeout(1)) after its time limit; `nil` if it did not run to an end.
    package var exitStatus: Int32? {
        switch self {
        case .succeeded: 0
        case .failed(let status, _): status
        case .timedOut: 124
        case .cancelled, .skipped: nil
        }
    }

    /// Why the step failed; `nil` if it did not.
    package var sentence: String? {
        switch self {
        case .failed(_, let sentence): sentence
        case .timedOut(let seconds): "it ran longer than \(seconds) s"
        case .succeeded, .cancelled, .skipped: nil
        }
    }

    /// The same outcome, without secrets in its sentence.
    package func redacted(_ redactor: Redactor) -> StepOutcome {
        guard case .failed(let status, let sentence) = self else { return self }
        return .failed(status: status, redactor.redacted(sentence))
    }
}
