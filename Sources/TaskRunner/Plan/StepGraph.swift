/// The order of the steps of a task.
struct StepGraph {
    /// A mistake in the order.
    enum Problem: Hashable {
        /// Two steps have the same id.
        case duplicate(step: Int, first: Int)
        /// `when` contains an unknown id; with the id that was probably meant.
        case unknown(step: Int, name: String, nearest: String?)
        /// `when` combines `-`, which means immediately, with ids.
        case mixed(step: Int)
        /// Steps that wait for each other, in this order.
        case cycle([Int])
    }

    /// For each step, the steps that it waits for, in file order.
    let dependencies: [[Int]]
    /// The mistakes; a graph with mistakes cannot be run.
    let problems: [Problem]

    /// The order of `steps`.
    init(_ steps: [TaskStep]) {
        self.init(ids: steps.map(\.id), when: steps.map { $0.when?.map(\.unexpanded) })
    }

    /// The order of steps with these ids and `when` properties; `nil` means after the previous step.
    init(ids: [String], when: [[String]?]) {
        var problems: [Problem] = []
        var positions: [String: Int] = [:]
        for (index, id) in ids.enumerated() {
            if let first = positions[id] {
                problems.append(.duplicate(step: index, first: first))
            } else {
                positions[id] = index
            }
        }
        var dependencies: [[Int]] = []
        for (index, names) in when.enumerated() {
            guard let names else {
                dependencies.append(index > 0 ? [index - 1] : [])
                continue
            }
            if names.contains("-"), names.count > 1 { problems.append(.mixed(step: index)) }
            var own: Set<Int> = []
            for name in names where name != "-" {
                if let position = positions[name] {
                    own.insert(position)
                } else {
                    problems.append(
                        .unknown(step: index, name: name, nearest: EditDistance.nearest(to: name, among: ids)?.text))
                }
            }
            dependencies.append(own.sorted())
        }
        if let cycle = Self.cycle(dependencies) { problems.append(.cycle(cycle)) }
        self.dependencies = dependencies
        self.problems = problems
    }

    /// The steps that always end before `step` begins.
    func ancestors(of step: Int) -> Set<Int> {
        var found: Set<Int> = []
        var open = dependencies[step]
        while let next = open.popLast() {
            if found.insert(next).inserted { open += dependencies[next] }
        }
        return found
    }

    /// Steps that wait for each other, beginning with the first in the file; `nil` if there are none.
    private static func cycle(_ dependencies: [[Int]]) -> [Int]? {
        var done: Set<Int> = []
        for start in dependencies.indices where !done.contains(start) {
            var path: [Int] = [start]
            var next: [Int] = [0]
            while let current = path.last, let position = next.last {
                guard position < dependencies[current].count else {
                    done.insert(current)
                    path.removeLast()
                    next.removeLast()
                    continue
                }
                next[next.count - 1] += 1
                let wanted = dependencies[current][position]
                if let begin = path.firstIndex(of: wanted) {
                    let loop = Array(path[begin...])
                    let first = loop.firstIndex(of: loop.min() ?? wanted) ?? 0
                    return Array(loop[first...] + loop[..<first])
                }
                if !done.contains(wanted) {
                    path.append(wanted)
                    next.append(0)
                }
            }
        }
        return nil
    }
}

/// The rules for the order of the steps.
enum OrderRules {
    /// Finds duplicate ids, unknown ids in `when`, and steps that wait for each other.
    static func findings(of graph: StepGraph, steps: [TaskStep]) -> [Finding] {
        graph.problems.map { problem in
            let step = steps[index(of: problem)]
            return Finding(
                line: line(of: problem, in: step), step: step.id, rule: rule(problem),
                sentence: sentence(problem, steps), repair: repair(problem, steps))
        }
    }

    private static func index(of problem: StepGraph.Problem) -> Int {
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
            "the id '\(steps[step].id)' is already used on line \(steps[first].line)"
        case .unknown(_, let name, _): "'when' names '\(name)', which is not a step"
        case .mixed: "'when' combines '-', which means immediately, with the ids of steps"
        case .cycle(let loop) where loop.count == 1: "the step waits for itself"
        case .cycle(let loop):
            "steps wait for each other: " + (loop + loop.prefix(1)).map { steps[$0].id }.joined(separator: " → ")
        }
    }

    private static func repair(_ problem: StepGraph.Problem, _ steps: [TaskStep]) -> String? {
        switch problem {
        case .duplicate: "give each step a unique id"
        case .unknown(_, _, let nearest): nearest.map { "write '\($0)'" }
        case .mixed: "remove '-' or the ids"
        case .cycle(let loop):
            loop.count > 1
                ? "remove '\(steps[loop[1]].id)' from 'when' of '\(steps[loop[0]].id)'" : "remove it from 'when'"
        }
    }
}
