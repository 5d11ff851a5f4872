/// Which steps come after which.
struct StepGraph {
    /// What is wrong with the order.
    enum Problem: Hashable {
        /// Two steps have one name.
        case duplicate(step: Int, first: Int)
        /// `when` names no step; with the name that was probably meant.
        case unknown(step: Int, name: String, nearest: String?)
        /// `-`, which means at once, stands beside other names.
        case mixed(step: Int)
        /// Steps wait for each other, in this order.
        case cycle([Int])
    }

    /// For each step, the steps that it waits for, in the file's order.
    let dependencies: [[Int]]
    /// What is wrong; a graph with problems is not to be run.
    let problems: [Problem]

    /// The order of `steps`, by their names and what their `when` says.
    init(ids: [String], when: [[String]?]) {
        var problems: [Problem] = []
        var places: [String: Int] = [:]
        for (index, id) in ids.enumerated() {
            if let first = places[id] {
                problems.append(.duplicate(step: index, first: first))
            } else {
                places[id] = index
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
                if let place = places[name] {
                    own.insert(place)
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

    /// All that ends before a step begins.
    func ancestors(of step: Int) -> Set<Int> {
        var found: Set<Int> = []
        var open = dependencies[step]
        while let next = open.popLast() {
            if found.insert(next).inserted { open += dependencies[next] }
        }
        return found
    }

    /// Steps that wait for each other, the first of the file first; `nil` where there are none.
    private static func cycle(_ dependencies: [[Int]]) -> [Int]? {
        var done: Set<Int> = []
        for start in dependencies.indices where !done.contains(start) {
            var path: [Int] = [start]
            var next: [Int] = [0]
            while let current = path.last, let place = next.last {
                guard place < dependencies[current].count else {
                    done.insert(current)
                    path.removeLast()
                    next.removeLast()
                    continue
                }
                next[next.count - 1] += 1
                let wanted = dependencies[current][place]
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
