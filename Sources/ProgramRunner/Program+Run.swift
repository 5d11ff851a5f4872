import Subprocess

extension Program {
    /// Runs the program to its end, and hands over what it writes as it comes; from any thread, in order for each stream.
    package func run(
        _ receive: @escaping @Sendable (ProgramStream, [UInt8]) -> Void
    ) async throws(ProgramFailure) -> ProgramEnding {
        let input = try openInput()
        return try await supervised { running in
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(.init(rawValue: input), closeAfterSpawningProcess: true),
                output: .sequence, error: .sequence
            ) { execution in
                running.begin(execution.processIdentifier)
                // Not cancelled with this task: a program that is asked to end may still say something, and a closed pipe
                // would kill it before it has cleaned up. When the program ends, so do the streams.
                let output = Task { try await Self.read(execution.standardOutput) { receive(.output, $0) } }
                let error = Task { try await Self.read(execution.standardError) { receive(.error, $0) } }
                _ = await output.result
                _ = await error.result
            }
            return (ProgramEnding(result.terminationStatus), ())
        }.ending
    }

    /// Runs the program to its end, and gives its standard output, `limit` bytes at most; its standard error is dropped.
    package func collect(limit: Int) async throws(ProgramFailure) -> (ending: ProgramEnding, output: [UInt8]) {
        let input = try openInput()
        return try await supervised { running in
            let result = try await Subprocess.run(
                configuration, input: .fileDescriptor(.init(rawValue: input), closeAfterSpawningProcess: true),
                output: .bytes(limit: limit), error: .discarded
            ) { execution in
                running.begin(execution.processIdentifier)
            }
            return (ProgramEnding(result.terminationStatus), result.standardOutput)
        } tooLong: {
            .outputTooLong(program: name, limit: limit)
        }
    }

    private static func read(_ stream: SubprocessOutputSequence, _ receive: ([UInt8]) -> Void) async throws {
        for try await buffer in stream { receive(buffer.withUnsafeBytes { Array($0) }) }
    }

    private func openInput() throws(ProgramFailure) -> Int32 {
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
}

extension ProgramEnding {
    /// The ending in Subprocess's words.
    fileprivate init(_ status: TerminationStatus) {
        self =
            switch status {
            case .exited(let status): .exited(status)
            case .signaled(let signal): .signalled(signal)
            }
    }
}
