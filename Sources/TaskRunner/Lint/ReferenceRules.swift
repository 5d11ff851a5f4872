/// What pushes and lists get wrong about the images that they name.
enum ReferenceRules {
    /// Images that no step makes, that are listed but not pushed, or that are used before they are there.
    static func findings(in task: LintedTask) -> [Finding] {
        var reported: Set<String> = []
        let made = makers(task)
        var findings: [Finding] = []
        for use in task.pushes {
            let steps = made[use.name] ?? []
            if steps.isEmpty {
                if !task.hasUnknownMaker, reported.insert(use.name).inserted {
                    findings.append(notMade(use, made, task))
                }
            } else if let finding = early(use, steps, "built", task) {
                findings.append(finding)
            }
        }
        for use in listed(task) {
            guard !reported.contains(use.name) else { continue }
            let pushes = task.pushes.filter { $0.name == use.name }.map(\.step)
            let finding =
                pushes.isEmpty ? notThere(use, made, task) : early(use, Set(pushes), "pushed", task)
            if let finding {
                reported.insert(use.name)
                findings.append(finding)
            }
        }
        return findings
    }

    /// The steps that make an image, by its name.
    private static func makers(_ task: LintedTask) -> [String: Set<Int>] {
        var makers: [String: Set<Int>] = [:]
        for build in task.builds {
            for name in build.made { makers[name, default: []].insert(build.step) }
        }
        for use in task.madeElsewhere { makers[use.name, default: []].insert(use.step) }
        return makers
    }

    /// The images that lists are created from, without those that are named by digest.
    private static func listed(_ task: LintedTask) -> [LintedTask.Use] {
        task.lists.flatMap { list -> [LintedTask.Use] in
            guard case .create(_, let images, _, _) = list.command else { return [] }
            return images.filter { !$0.contains("@") }.map { name in
                LintedTask.Use(step: list.step, line: list.line, name: ImageName.full(name, registry: nil))
            }
        }
    }

    private static func notMade(_ use: LintedTask.Use, _ made: [String: Set<Int>], _ task: LintedTask) -> Finding {
        let near = EditDistance.nearest(to: use.name, among: ordered(made))
        let sentence = "no step makes '\(use.name)'"
        return Finding(
            line: use.line, step: task.id(use.step), rule: .notMade,
            sentence: near.map { "\(sentence); nearest is '\($0.text)'\(origin($0.text, made, task))" } ?? sentence,
            repair: near.map { repair(use, nearest: $0.text, made, task) } ?? "add a step that builds it")
    }

    /// The name that is misspelt: that of the build where nothing uses what it makes, else the one that is used.
    private static func repair(
        _ use: LintedTask.Use, nearest: String, _ made: [String: Set<Int>], _ task: LintedTask
    ) -> String {
        let isUsed = (task.pushes + listed(task)).contains { $0.name == nearest }
        guard !isUsed, let build = task.builds.first(where: { $0.made.contains(nearest) }) else {
            return "write '\(nearest)'"
        }
        return "write '-t \(use.name)' in step \(task.id(build.step)) (line \(build.line))"
    }

    private static func notThere(
        _ use: LintedTask.Use, _ made: [String: Set<Int>], _ task: LintedTask
    ) -> Finding? {
        if let steps = made[use.name]?.sorted(), let first = steps.first {
            return Finding(
                line: use.line, step: task.id(use.step), rule: .notPushed,
                sentence: "'\(use.name)' is listed, and step \(task.id(first)) makes it, but no step pushes it",
                repair: "add a step 'push: [\(use.name)]' before")
        }
        let repository = ImageName.repository(use.name)
        let isOurs = made.keys.contains { ImageName.repository($0) == repository }
        guard !task.hasUnknownMaker, isOurs || EditDistance.nearest(to: use.name, among: ordered(made)) != nil else {
            return Finding(
                line: use.line, step: task.id(use.step), rule: .maybeNotMade,
                sentence: "no step makes '\(use.name)': it has to be in its registry already", repair: nil)
        }
        return notMade(use, made, task)
    }

    /// That an image is used before those steps have ended that bring it.
    private static func early(
        _ use: LintedTask.Use, _ steps: Set<Int>, _ verb: String, _ task: LintedTask
    ) -> Finding? {
        guard task.graph.problems.isEmpty, steps.isDisjoint(with: task.graph.ancestors(of: use.step)),
            !steps.contains(use.step), let last = steps.max()
        else { return nil }
        return Finding(
            line: use.line, step: task.id(use.step), rule: .tooEarly,
            sentence: "'\(use.name)' is used before step \(task.id(last)) has \(verb) it",
            repair: "let 'when' of step \(task.id(use.step)) name '\(task.id(last))'")
    }

    private static func origin(_ name: String, _ made: [String: Set<Int>], _ task: LintedTask) -> String {
        made[name]?.min().map { ", made by step \(task.id($0))" } ?? ""
    }

    private static func ordered(_ made: [String: Set<Int>]) -> [String] {
        made.sorted { ($0.value.min() ?? 0, $0.key) < ($1.value.min() ?? 0, $1.key) }.map(\.key)
    }
}
