import ProgramRunner

extension StepRunner {
    /// Runs a program of the step to its end, and hands its lines over.
    func run(_ name: String, _ arguments: [String], in folder: String) async throws(StepFailure) {
        var program = Program(name, arguments, variables: environment)
        program.workingDirectory = folder
        program.timeLimitMilliseconds = Int(limitMilliseconds)
        defer { log.finish() }
        let ending: ProgramEnding
        do throws(ProgramFailure) {
            ending = try await program.run { stream, bytes in log.take(stream, bytes) }
        } catch {
            throw StepFailure(error, seconds: step.timing.timeout)
        }
        guard ending == .exited(0) else { throw StepFailure(ending, program: name) }
    }

    /// Does work that is no program of ours, within the step's time.
    func limited(_ work: @escaping @Sendable () async throws(StepFailure) -> Void) async throws(StepFailure) {
        let limit = limitMilliseconds
        let seconds = step.timing.timeout
        let outcome = await withTaskGroup(of: Result<Void, StepFailure>.self) { group in
            group.addTask {
                do throws(StepFailure) {
                    try await work()
                    return .success(())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(limit))
                return .failure(StepFailure(timeoutSeconds: seconds))
            }
            let first = await group.next()
            group.cancelAll()
            return first
        }
        try outcome?.get()
    }

    /// The environment of this process with that of the step.
    private var environment: [String: String] {
        var variables = shared.variables
        for entry in step.environment {
            guard let equals = entry.firstIndex(of: "=") else { continue }
            variables[String(entry[..<equals])] = String(entry[entry.index(after: equals)...])
        }
        return variables
    }
}
