/// What the order of the steps gets wrong.
enum OrderRules {
    /// Names that stand twice, unknown names in `when`, and steps that wait for each other.
    static func findings(of graph: StepGraph, steps: [TaskStep]) -> [Finding] {
        graph.problems.map { problem in
            let step = steps[place(of: problem)]
            return Finding(
                line: line(of: problem, in: step), step: step.id, rule: rule(problem),
                sentence: sentence(problem, steps), repair: repair(problem, steps))
        }
    }

    private static func place(of problem: StepGraph.Problem) -> Int {
        switch problem {
        case .duplicate(let step, _), .unknown(let step, _, _), .mixed(let step): step
        case .cycle(let steps): steps.first ?? 0
        }
    }

    private static func line(of problem: StepGraph.Problem, in step: TaskStep) -> Int {
        switch problem {
        case .duplicate: step.line
        case .unknown(_, let name, _): step.when?.first { $0.unexpanded == name }?.line ?? step.line
        case .mixed, .cycle: step.when?.first?.line ?? step.line
        }
    }

    private static func rule(_ problem: StepGraph.Problem) -> Finding.Rule {
        switch problem {
        case .duplicate: .duplicateID
        case .unknown, .mixed: .unknownWhen
        case .cycle: .cycle
        }
    }

    private static func sentence(_ problem: StepGraph.Problem, _ steps: [TaskStep]) -> String {
        switch problem {
        case .duplicate(let step, let first):
            "the id '\(steps[step].id)' stands already on line \(steps[first].line)"
        case .unknown(_, let name, _): "'when' names '\(name)', which is no step"
        case .mixed: "'when' has '-', which means at once, beside the names of steps"
        case .cycle(let loop) where loop.count == 1: "the step waits for itself"
        case .cycle(let loop):
            "steps wait for each other: " + (loop + loop.prefix(1)).map { steps[$0].id }.joined(separator: " → ")
        }
    }

    private static func repair(_ problem: StepGraph.Problem, _ steps: [TaskStep]) -> String? {
        switch problem {
        case .duplicate: "give each step a name of its own"
        case .unknown(_, _, let nearest): nearest.map { "write '\($0)'" }
        case .mixed: "leave '-' out, or the names"
        case .cycle(let loop):
            loop.count > 1
                ? "take '\(steps[loop[1]].id)' out of 'when' of '\(steps[loop[0]].id)'" : "take it out of 'when'"
        }
    }
}
