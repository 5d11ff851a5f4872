import Subprocess

extension Program {
    /// Does `work`, which runs the program, within the time limit; cancels it when the time is over.
    func supervised<Output: Sendable>(
        _ work: @escaping @Sendable (RunningProgram) async throws -> (ProgramEnding, Output),
        tooLong: (() -> ProgramFailure)? = nil
    ) async throws(ProgramFailure) -> (ending: ProgramEnding, output: Output) {
        let running = RunningProgram()
        let outcome = await withTaskGroup(of: Outcome<Output>.self) { group in
            group.addTask { await Self.outcome { try await work(running) } }
            if let timeLimitMilliseconds {
                group.addTask {
                    let isOver = (try? await Task.sleep(for: .milliseconds(timeLimitMilliseconds))) != nil
                    return isOver ? .timeIsOver : .cancelled
                }
            }
            let first = await group.next() ?? .cancelled
            // Ends the sleep, or the program, for whose end the group waits.
            group.cancelAll()
            return first
        }
        let wasEndedEarly = Task.isCancelled || outcome.isEarly
        if wasEndedEarly, grouping == .own { running.endGroup() }
        if Task.isCancelled { throw .cancelled(program: name) }
        switch outcome {
        case .ended(let ending, let output): return (ending, output)
        case .timeIsOver: throw .timedOut(program: name, milliseconds: timeLimitMilliseconds ?? 0)
        case .cancelled: throw .cancelled(program: name)
        case .outputTooLong: throw tooLong?() ?? .notStarted(program: name)
        case .missing: throw .missing(program: name)
        case .noWorkingDirectory: throw .workingDirectory(workingDirectory ?? ".", program: name)
        case .notStarted: throw .notStarted(program: name)
        }
    }

    /// What came first.
    private enum Outcome<Output: Sendable>: Sendable {
        case ended(ProgramEnding, Output)
        case timeIsOver, cancelled, outputTooLong, missing, noWorkingDirectory, notStarted

        /// Whether the program was ended before it ended.
        var isEarly: Bool {
            switch self {
            case .timeIsOver, .cancelled, .outputTooLong: true
            case .ended, .missing, .noWorkingDirectory, .notStarted: false
            }
        }
    }

    private static func outcome<Output: Sendable>(
        _ work: () async throws -> (ProgramEnding, Output)
    ) async -> Outcome<Output> {
        do {
            let (ending, output) = try await work()
            return .ended(ending, output)
        } catch let error as SubprocessError {
            return switch error.code {
            case .executableNotFound: .missing
            case .failedToChangeWorkingDirectory: .noWorkingDirectory
            case .outputLimitExceeded: .outputTooLong
            default: .notStarted
            }
        } catch {
            return .notStarted
        }
    }
}
