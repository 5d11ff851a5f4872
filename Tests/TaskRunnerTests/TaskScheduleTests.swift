import Testing

@testable import TaskRunner

/// Schedules with a clock that only the test moves.
struct TaskScheduleTests {
    private func step(_ dependencies: [Int] = [], _ change: (inout StepTiming) -> Void = { _ in }) -> TaskSchedule.Step
    {
        var timing = StepTiming()
        change(&timing)
        return TaskSchedule.Step(dependencies: dependencies, timing: timing)
    }

    private func begun(_ schedule: inout TaskSchedule, at now: Int64) -> [Int] {
        schedule.actions(at: now).map { action in
            switch action {
            case .begin(let step, _, _): step
            }
        }
    }

    private let failure = StepOutcome.failed(status: 7, "it failed")

    @Test func `a step begins when the steps before it have ended, others at once`() {
        var schedule = TaskSchedule([step(), step([0]), step(), step([1, 2])])
        #expect(begun(&schedule, at: 0) == [0, 2])
        schedule.attemptEnded(step: 0, .succeeded, at: 10)
        #expect(begun(&schedule, at: 10) == [1])
        schedule.attemptEnded(step: 1, .succeeded, at: 20)
        #expect(begun(&schedule, at: 20) == [])
        schedule.attemptEnded(step: 2, .succeeded, at: 30)
        #expect(begun(&schedule, at: 30) == [3])
        #expect(!schedule.isOver)
        schedule.attemptEnded(step: 3, .succeeded, at: 45)
        #expect(schedule.isOver)
        #expect(
            schedule.reports[3]
                == TaskSchedule.Report(outcome: .succeeded, attempts: 1, milliseconds: 15, isIgnored: false))
    }

    @Test func `the delay of a step begins when the steps before it have ended`() {
        var schedule = TaskSchedule([step(), step([0]) { $0.startDelay = 5 }])
        #expect(begun(&schedule, at: 0) == [0])
        #expect(schedule.wakeTime == nil)
        schedule.attemptEnded(step: 0, .succeeded, at: 100)
        #expect(begun(&schedule, at: 100) == [])
        #expect(schedule.wakeTime == 5_100)
        #expect(begun(&schedule, at: 5_099) == [])
        #expect(begun(&schedule, at: 5_100) == [1])
        #expect(schedule.wakeTime == nil)
    }

    @Test func `a failed step is retried as often as it says, after a delay`() {
        var schedule = TaskSchedule([step { ($0.retries, $0.retryDelay) = (2, 3) }, step([0])])
        #expect(begun(&schedule, at: 0) == [0])
        schedule.attemptEnded(step: 0, failure, at: 10)
        #expect(begun(&schedule, at: 10) == [])
        #expect(schedule.wakeTime == 3_010)
        #expect(begun(&schedule, at: 3_010) == [0])
        schedule.attemptEnded(step: 0, failure, at: 3_020)
        #expect(begun(&schedule, at: 6_020) == [0])
        schedule.attemptEnded(step: 0, failure, at: 6_030)
        #expect(begun(&schedule, at: 9_999) == [])
        #expect(schedule.isOver)
        #expect(schedule.reports.map { $0?.outcome } == [failure, .skipped])
        #expect(schedule.reports[0]?.attempts == 3)
    }

    @Test func `a step that timed out or was cancelled is not retried`() {
        for outcome in [StepOutcome.timedOut(seconds: 1), .cancelled] {
            var schedule = TaskSchedule([step { $0.retries = 5 }])
            #expect(begun(&schedule, at: 0) == [0])
            schedule.attemptEnded(step: 0, outcome, at: 10)
            #expect(begun(&schedule, at: 10) == [])
            #expect(schedule.reports.map { $0?.outcome } == [outcome])
        }
    }

    @Test func `a step runs again as often as it says, each time with all its retries`() {
        var schedule = TaskSchedule([step { ($0.repetitions, $0.retries) = (2, 1) }])
        #expect(begun(&schedule, at: 0) == [0])
        for (index, outcome) in [failure, .succeeded, failure, .succeeded, .succeeded].enumerated() {
            schedule.attemptEnded(step: 0, outcome, at: Int64(index + 1))
            #expect(begun(&schedule, at: Int64(index + 1)) == (index < 4 ? [0] : []))
        }
        #expect(schedule.isOver)
        #expect(schedule.reports[0]?.attempts == 5)
        #expect(schedule.reports[0]?.outcome == .succeeded)
    }

    @Test func `the time limit of a step covers all its attempts, and begins with the first`() {
        var schedule = TaskSchedule([step { ($0.timeout, $0.startDelay, $0.retries, $0.retryDelay) = (10, 60, 9, 4) }])
        #expect(schedule.actions(at: 0) == [])
        #expect(schedule.actions(at: 60_000) == [.begin(step: 0, attempt: 1, limitMilliseconds: 10_000)])
        schedule.attemptEnded(step: 0, failure, at: 63_000)
        #expect(schedule.actions(at: 67_000) == [.begin(step: 0, attempt: 2, limitMilliseconds: 3_000)])
        // The delay before a third attempt is longer than the time that is left.
        schedule.attemptEnded(step: 0, failure, at: 68_000)
        #expect(schedule.actions(at: 68_000) == [])
        #expect(schedule.reports.map { $0?.outcome } == [.timedOut(seconds: 10)])
    }

    @Test func `after a failure no step begins`() {
        var schedule = TaskSchedule([step(), step(), step([1]), step { $0.startDelay = 9 }])
        #expect(begun(&schedule, at: 0) == [0, 1])
        schedule.attemptEnded(step: 0, failure, at: 5)
        #expect(begun(&schedule, at: 5) == [])
        #expect(schedule.hasFailed)
        #expect(!schedule.isOver)
        schedule.attemptEnded(step: 1, .cancelled, at: 6)
        #expect(begun(&schedule, at: 6) == [])
        #expect(schedule.reports.map { $0?.outcome } == [failure, .cancelled, .skipped, .skipped])
    }

    @Test func `an ignored failure stops nothing`() {
        var schedule = TaskSchedule([step { $0.ignoresErrors = true }, step([0])])
        #expect(begun(&schedule, at: 0) == [0])
        schedule.attemptEnded(step: 0, failure, at: 5)
        #expect(begun(&schedule, at: 5) == [1])
        schedule.attemptEnded(step: 1, .succeeded, at: 6)
        #expect(!schedule.hasFailed)
        #expect(schedule.reports[0]?.isIgnored == true)
    }

    @Test func `after a cancellation no step begins`() {
        var schedule = TaskSchedule([step { $0.startDelay = 1 }, step { $0.retries = 3 }])
        #expect(begun(&schedule, at: 0) == [1])
        schedule.cancel()
        schedule.attemptEnded(step: 1, failure, at: 2)
        #expect(begun(&schedule, at: 5_000) == [])
        #expect(schedule.isOver)
    }
}
