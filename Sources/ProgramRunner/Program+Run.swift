import Scheduling
import Subprocess
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Program {
    /// Runs the program to its end and passes on its output as it is written: from any thread, in order for each stream.
    package func run(
        _ receive: @escaping @Sendable (ProgramStream, [UInt8]) -> Void
    ) async throws(ProgramError) -> ProgramEnding {
        let input = try openInput()
        return try await supervised { running in
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(.init(rawValue: input), closeAfterSpawningProcess: true),
                output: .sequence, error: .sequence
            ) { execution in
                running.begin(execution.processIdentifier)
                // Not cancelled with this task: a program that is being stopped may still write something, and a closed
                // pipe would kill it before it has cleaned up. The streams end when the program does.
                let output = Task { try await Self.read(execution.standardOutput) { receive(.output, $0) } }
                let error = Task { try await Self.read(execution.standardError) { receive(.error, $0) } }
                _ = await output.result
                _ = await error.result
            }
            return (ProgramEnding(result.terminationStatus), ())
        }.ending
    }

    /// Runs the program to its end and returns its standard output, at most `limit` bytes; standard error is discarded.
    package func collect(limit: Int) async throws(ProgramError) -> (ending: ProgramEnding, output: [UInt8]) {
        let input = try openInput()
        return try await supervised(outputLimit: limit) { running in
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(.init(rawValue: input), closeAfterSpawningProcess: true),
                output: .bytes(limit: limit), error: .discarded
            ) { execution in
                running.begin(execution.processIdentifier)
            }
            return (ProgramEnding(result.terminationStatus), result.standardOutput)
        }
    }

    private static func read(_ stream: SubprocessOutputSequence, _ receive: ([UInt8]) -> Void) async throws {
        for try await buffer in stream { receive(buffer.withUnsafeBytes { Array($0) }) }
    }

    private func openInput() throws(ProgramError) -> Int32 {
        guard input.count <= Self.inputLimit else { throw .inputTooLong(program: name, limit: Self.inputLimit) }
        guard let input = InputPipe.holding(input) else { throw .notStarted(program: name) }
        return input
    }

    private var configuration: Configuration {
        var options = PlatformOptions()
        options.createSession = grouping == .own
        // What follows when the task that runs the program is cancelled; SIGKILL is always the last step.
        options.teardownSequence =
            graceMilliseconds > 0
            ? [
                .gracefulShutDown(
                    toProcessGroup: grouping == .own, allowedDurationToNextStep: .milliseconds(graceMilliseconds))
            ] : []
        return Configuration(
            executable: name.contains("/") ? .path(.init(name)) : .name(name),
            arguments: Arguments(arguments),
            environment: .custom(environment),
            workingDirectory: workingDirectory.map { .init($0) },
            platformOptions: options)
    }

    private var environment: [Environment.Key: String] {
        var environment: [Environment.Key: String] = [:]
        for (name, value) in variables {
            guard let key = Environment.Key(rawValue: name) else { continue }
            environment[key] = value
        }
        return environment
    }

    /// Does `work`, which runs the program, within the time limit, and stops what an early end leaves behind.
    private func supervised<Output: Sendable>(
        outputLimit: Int = 0,
        _ work: @escaping @Sendable (RunningProgram) async throws -> (ProgramEnding, Output)
    ) async throws(ProgramError) -> (ending: ProgramEnding, output: Output) {
        let running = RunningProgram()
        let deadline = timeLimitMilliseconds.map { ContinuousClock.now + .milliseconds($0) }
        let result: Result<(ProgramEnding, Output), ProgramError>
        do {
            let finished = try await withDeadline(deadline) { try await work(running) }
            result = finished.map { .success($0) } ?? .failure(timedOut)
        } catch {
            result = .failure(reason(error, outputLimit: outputLimit))
        }
        if Task.isCancelled {
            if grouping == .own { running.endGroup() }
            throw .cancelled(program: name)
        }
        switch result {
        case .success(let (ending, output)): return (ending, output)
        case .failure(let error):
            switch error {
            case .timedOut, .outputTooLong: if grouping == .own { running.endGroup() }
            case .missing, .workingDirectory, .notStarted, .inputTooLong, .cancelled: break
            }
            throw error
        }
    }

    private var timedOut: ProgramError { .timedOut(program: name, milliseconds: timeLimitMilliseconds ?? 0) }

    private func reason(_ error: any Error, outputLimit: Int) -> ProgramError {
        switch (error as? SubprocessError)?.code {
        case .executableNotFound: .missing(program: name)
        case .failedToChangeWorkingDirectory: .workingDirectory(workingDirectory ?? ".", program: name)
        case .outputLimitExceeded: .outputTooLong(program: name, limit: outputLimit)
        default: .notStarted(program: name)
        }
    }
}

extension ProgramEnding {
    fileprivate init(_ status: TerminationStatus) {
        self =
            switch status {
            case .exited(let status): .exited(status)
            case .signaled(let signal): .signalled(signal)
            }
    }
}

/// The process of a program that may have to be stopped.
private final class RunningProgram: Sendable {
    /// The process identifier; 0 before the program has started.
    private let number = Atomic<Int32>(0)

    func begin(_ identifier: ProcessIdentifier) {
        number.store(identifier.value, ordering: .relaxed)
    }

    /// Kills what is left of the program's process group: the processes that ignored SIGTERM.
    ///
    /// The system does not reuse the number of a group that still has a member. The corresponding C function is kill(2).
    func endGroup() {
        let number = number.load(ordering: .relaxed)
        if number > 1 { kill(-number, SIGKILL) }
    }
}
