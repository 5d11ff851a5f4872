import Subprocess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One run of a credential helper: `docker-credential-NAME get`, the server's address on its standard input.
struct HelperRun: Sendable {
    /// The program.
    let program: HelperProgram
    /// The server's address.
    let server: String
    /// The environment that the program gets, its `PATH` too.
    let variables: [String: String]
    /// How long the program may take.
    let timeoutSeconds: Int

    /// An answer is a name and a token: more is none.
    private static let answerLimit = 64 << 10

    /// Runs the program to its end, or ends it when the time is over.
    func answer() async throws(CredentialProblem) -> HelperAnswer {
        let outcome = await withTaskGroup(of: Result<HelperAnswer, CredentialProblem>.self) { group in
            group.addTask { await collected() }
            group.addTask {
                guard (try? await Task.sleep(for: .seconds(timeoutSeconds))) != nil else {
                    return .failure(.helperUnusable(program: program.fileName))
                }
                return .failure(.helperTimedOut(program: program.fileName, seconds: timeoutSeconds))
            }
            let first = await group.next()
            // Ends the sleep, or the program.
            group.cancelAll()
            return first
        }
        guard let outcome else { throw .helperUnusable(program: program.fileName) }
        return try outcome.get()
    }

    private func collected() async -> Result<HelperAnswer, CredentialProblem> {
        guard let input = question() else { return .failure(.helperUnusable(program: program.fileName)) }
        do {
            let result = try await run(
                .name(program.fileName),
                arguments: ["get"],
                environment: .custom(environment),
                input: .fileDescriptor(.init(rawValue: input), closeAfterSpawningProcess: true),
                output: .bytes(limit: Self.answerLimit),
                error: .discarded
            )
            let ending: HelperAnswer.Ending =
                switch result.terminationStatus {
                case .exited(let status): .exited(status)
                case .signaled(let signal): .signalled(signal)
                }
            return .success(HelperAnswer(program: program, ending: ending, output: result.standardOutput))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .failure(.helperMissing(program: program.fileName))
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return .failure(.helperAnswer(program: program.fileName))
        } catch {
            return .failure(.helperUnusable(program: program.fileName))
        }
    }

    private var environment: [Environment.Key: String] {
        var environment: [Environment.Key: String] = [:]
        for (name, value) in variables {
            guard let key = Environment.Key(rawValue: name) else { continue }
            environment[key] = value
        }
        return environment
    }

    /// A pipe that already holds the server's address and has no writer any more.
    ///
    /// Subprocess (1.0.2) would write while the program runs, and SIGPIPE would end this process when the program leaves
    /// without reading. An address is shorter than any pipe's buffer, so the write cannot block.
    private func question() -> Int32? {
        let address = Array(server.utf8)
        guard address.count <= 512 else { return nil }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        defer { close(ends[1]) }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        guard write(ends[1], address, address.count) == address.count else {
            close(ends[0])
            return nil
        }
        return ends[0]
    }
}
