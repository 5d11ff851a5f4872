import ProgramRunner

/// The programs that a task needs, as they are found on this machine.
package struct TaskTools: Sendable {
    /// What builds; `nil` where nothing does, or nothing is needed.
    package var builder: Builder?
    /// What runs images.
    package var engine: ContainerEngine?

    /// These programs.
    package init(builder: Builder? = nil, engine: ContainerEngine? = nil) {
        self.builder = builder
        self.engine = engine
    }

    /// Looks for what `plan` needs, in the order of preference; the sentence says what is missing.
    package static func find(
        for plan: TaskPlan, variables: [String: String]
    ) async throws(TaskToolsProblem) -> TaskTools {
        var tools = TaskTools()
        if let step = plan.firstBuild {
            for builder in Builder.allCases where tools.builder == nil {
                if await answers(builder.program, builder.probe, variables) { tools.builder = builder }
            }
            guard tools.builder != nil else { throw .noBuilder(step: step) }
        }
        if let step = plan.firstCommand {
            for engine in ContainerEngine.allCases where tools.engine == nil {
                if await answers(engine.rawValue, engine.probe, variables) { tools.engine = engine }
            }
            guard tools.engine != nil else { throw .noEngine(step: step) }
        }
        return tools
    }

    private static func answers(_ name: String, _ arguments: [String], _ variables: [String: String]) async -> Bool {
        var program = Program(name, arguments, variables: variables)
        program.timeLimitMilliseconds = 20_000
        program.graceMilliseconds = 0
        return (try? await program.collect(limit: 65_536))?.ending == .exited(0)
    }
}

/// What this machine lacks for a task.
package enum TaskToolsProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing builds.
    case noBuilder(step: String)
    /// Nothing runs images.
    case noEngine(step: String)

    /// One sentence.
    package var description: String {
        switch self {
        case .noBuilder(let step):
            "step \(step) builds an image, and none of buildah, docker buildx and podman works here"
        case .noEngine(let step): "step \(step) runs an image, and neither podman nor docker works here"
        }
    }
}

extension TaskPlan {
    /// The first step that builds; `nil` where none does.
    fileprivate var firstBuild: String? {
        steps.first { step in
            if case .build = step.action { true } else { false }
        }?.id
    }

    /// The first step that runs an image; `nil` where none does.
    fileprivate var firstCommand: String? {
        steps.first { step in
            if case .command = step.action { true } else { false }
        }?.id
    }
}
