import ProgramRunner

/// One run of a credential helper: `docker-credential-NAME get`, the question on its standard input.
struct HelperRun: Sendable {
    /// The program.
    let program: HelperProgram
    /// What it is asked to do.
    let verb: HelperVerb
    /// What it reads.
    let question: [UInt8]
    /// The environment that the program gets, its `PATH` too.
    let variables: [String: String]
    /// How long the program may take.
    let timeoutSeconds: Int

    /// An answer is a name and a token: more is none.
    private static let answerLimit = 64 << 10

    /// Runs the program to its end, or ends it when the time is over.
    func answer() async throws(CredentialProblem) -> HelperAnswer {
        var run = Program(program.fileName, [verb.rawValue], variables: variables)
        run.input = question
        run.timeLimitMilliseconds = timeoutSeconds * 1_000
        // A helper may ask for a passphrase on the terminal.
        run.grouping = .shared
        run.graceMilliseconds = 0
        do throws(ProgramFailure) {
            let (ending, output) = try await run.collect(limit: Self.answerLimit)
            return HelperAnswer(program: program, ending: HelperAnswer.Ending(ending), output: output)
        } catch {
            throw problem(error)
        }
    }

    private func problem(_ error: ProgramFailure) -> CredentialProblem {
        switch error {
        case .missing: .helperMissing(program: program.fileName)
        case .outputTooLong: .helperAnswer(program: program.fileName)
        case .timedOut: .helperTimedOut(program: program.fileName, seconds: timeoutSeconds)
        case .workingDirectory, .notStarted, .inputTooLong, .cancelled:
            .helperUnusable(program: program.fileName)
        }
    }
}

extension HelperAnswer.Ending {
    /// The ending in the words of who judges it.
    fileprivate init(_ ending: ProgramEnding) {
        self =
            switch ending {
            case .exited(let status): .exited(status)
            case .signalled(let signal): .signalled(signal)
            }
    }
}
