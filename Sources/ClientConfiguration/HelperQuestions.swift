import RegistryProtocol

/// Asks helpers, each question once: forty images of one registry start its helper once, not forty times.
///
/// A credential stays remembered; a failure is asked again next time.
actor HelperQuestions {
    private typealias Answer = Result<Credential?, CredentialProblem>
    private struct Question: Hashable {
        let program: HelperProgram
        let server: String
    }

    private let variables: [String: String]
    private let timeoutSeconds: Int
    private var answers: [Question: Task<Answer, Never>] = [:]

    /// Remembers nothing yet.
    init(variables: [String: String], timeoutSeconds: Int) {
        self.variables = variables
        self.timeoutSeconds = timeoutSeconds
    }

    /// The credential that the helper called `name` knows for the first of `servers` it knows; nil when it knows none.
    func credential(from name: String, for servers: [String]) async throws(CredentialProblem) -> Credential? {
        let program = try HelperProgram(named: name)
        for server in servers {
            if let found = try await credential(for: Question(program: program, server: server)) { return found }
        }
        return nil
    }

    private func credential(for question: Question) async throws(CredentialProblem) -> Credential? {
        while true {
            let task = answers[question] ?? asked(question)
            answers[question] = task
            let answer = await withTaskCancellationHandler {
                await task.value
            } onCancel: {
                task.cancel()
            }
            // What failed, or may have been cut off, is not kept; another task may have asked anew meanwhile.
            if task.isCancelled || answer.isFailure, answers[question] == task { answers[question] = nil }
            // Another image that waited for the same answer was cancelled, and the program with it: ask again.
            if task.isCancelled, !Task.isCancelled { continue }
            return try answer.get()
        }
    }

    private func asked(_ question: Question) -> Task<Answer, Never> {
        let run = HelperRun(
            program: question.program,
            verb: .get,
            question: Array(question.server.utf8),
            variables: variables,
            timeoutSeconds: timeoutSeconds
        )
        return Task {
            do throws(CredentialProblem) {
                return .success(try await run.answer().credential())
            } catch {
                return .failure(error)
            }
        }
    }
}

extension Result {
    fileprivate var isFailure: Bool {
        if case .failure = self { true } else { false }
    }
}
