import PlatformModel

/// The rules for the images that steps push, and that manifest lists contain.
enum ImageRules {
    /// Finds images that no step creates, that are in a list but not pushed, or that are used too early.
    static func findings(in task: LintedTask) -> [Finding] {
        var reported: Set<String> = []
        let creators = creators(task)
        var findings = tagged(task, creators)
        for use in task.pushes {
            let steps = creators[use.name] ?? []
            if steps.isEmpty {
                if !task.hasUnknownCreator, reported.insert(use.name).inserted {
                    findings.append(notCreated(use, creators, task))
                }
            } else if let finding = early(use, steps, "built", task) {
                findings.append(finding)
            }
        }
        for use in listed(task) {
            guard !reported.contains(use.name) else { continue }
            let pushes = task.pushes.filter { $0.name == use.name }.map(\.step)
            let finding =
                pushes.isEmpty ? notPushed(use, creators, task) : early(use, Set(pushes), "pushed", task)
            if let finding {
                reported.insert(use.name)
                findings.append(finding)
            }
        }
        return findings
    }

    /// Images that `docker tag` uses without a builder or an engine: only this run can have created them.
    private static func tagged(_ task: LintedTask, _ creators: [String: Set<Int>]) -> [Finding] {
        guard !task.usesTool else { return [] }
        var reported: Set<String> = []
        return task.tagged.compactMap { use, written in
            let steps = (creators[use.name] ?? []).subtracting([use.step])
            guard steps.isEmpty else { return early(use, steps, "created", task) }
            guard reported.insert(use.name).inserted else { return nil }
            let others = creators.filter { !$0.value.isSubset(of: [use.step]) }
            let near = EditDistance.nearest(to: use.name, among: ordered(others))
            return Finding(
                line: use.line, step: task.id(use.step), rule: .notMade,
                sentence: "no step builds or pulls '\(use.name)'"
                    + (near.map { "; the nearest name is '\($0.text)'\(origin($0.text, creators, task))" } ?? ""),
                repair: near.map { "write '\($0.text)'" } ?? "add a step 'cmd: docker pull \(written)' before it")
        }
    }

    /// The steps that create each image, by its name.
    private static func creators(_ task: LintedTask) -> [String: Set<Int>] {
        var creators: [String: Set<Int>] = [:]
        for build in task.builds {
            for name in build.names { creators[name, default: []].insert(build.step) }
        }
        for use in task.createdElsewhere { creators[use.name, default: []].insert(use.step) }
        return creators
    }

    /// The images that lists are created from, except those that are named by digest.
    private static func listed(_ task: LintedTask) -> [LintedTask.Use] {
        task.lists.flatMap { list -> [LintedTask.Use] in
            guard case .create(_, let images, _, _) = list.command else { return [] }
            return images.filter { !$0.contains("@") }.map { name in
                LintedTask.Use(step: list.step, line: list.line, name: task.name(name, registry: nil))
            }
        }
    }

    private static func notCreated(
        _ use: LintedTask.Use, _ creators: [String: Set<Int>], _ task: LintedTask
    ) -> Finding {
        let near = EditDistance.nearest(to: use.name, among: ordered(creators))
        let sentence = "no step creates '\(use.name)'"
        return Finding(
            line: use.line, step: task.id(use.step), rule: .notMade,
            sentence: near.map { "\(sentence); the nearest name is '\($0.text)'\(origin($0.text, creators, task))" }
                ?? sentence,
            repair: near.map { repair(use, nearest: $0.text, creators, task) } ?? "add a step that builds it")
    }

    /// Corrects the misspelt name: the one of the build if no step uses its image, otherwise the one that is used.
    private static func repair(
        _ use: LintedTask.Use, nearest: String, _ creators: [String: Set<Int>], _ task: LintedTask
    ) -> String {
        let isUsed = (task.pushes + listed(task)).contains { $0.name == nearest }
        guard !isUsed, let build = task.builds.first(where: { $0.names.contains(nearest) }) else {
            return "write '\(nearest)'"
        }
        return "write '-t \(use.name)' in step \(task.id(build.step)) (line \(build.line))"
    }

    private static func notPushed(
        _ use: LintedTask.Use, _ creators: [String: Set<Int>], _ task: LintedTask
    ) -> Finding? {
        if let steps = creators[use.name]?.sorted(), let first = steps.first {
            return Finding(
                line: use.line, step: task.id(use.step), rule: .notPushed,
                sentence:
                    "'\(use.name)' is in a manifest list and step \(task.id(first)) creates it, but no step pushes it",
                repair: "add a step 'push: [\(use.name)]' before it")
        }
        let repository = ImageName.repository(use.name)
        let isOurs = creators.keys.contains { ImageName.repository($0) == repository }
        guard !task.hasUnknownCreator, isOurs || EditDistance.nearest(to: use.name, among: ordered(creators)) != nil
        else {
            return Finding(
                line: use.line, step: task.id(use.step), rule: .maybeNotMade,
                sentence: "no step creates '\(use.name)'; it must already be in its registry", repair: nil)
        }
        return notCreated(use, creators, task)
    }

    /// The finding for an image that is used before one of `steps` has ended; `nil` if one has.
    private static func early(
        _ use: LintedTask.Use, _ steps: Set<Int>, _ verb: String, _ task: LintedTask
    ) -> Finding? {
        guard task.graph.problems.isEmpty, steps.isDisjoint(with: task.graph.ancestors(of: use.step)),
            !steps.contains(use.step), let last = steps.max()
        else { return nil }
        return Finding(
            line: use.line, step: task.id(use.step), rule: .tooEarly,
            sentence: "'\(use.name)' is used before step \(task.id(last)) has \(verb) it",
            repair: "add '\(task.id(last))' to 'when' of step \(task.id(use.step))")
    }

    private static func origin(_ name: String, _ creators: [String: Set<Int>], _ task: LintedTask) -> String {
        creators[name]?.min().map { ", created by step \(task.id($0))" } ?? ""
    }

    private static func ordered(_ creators: [String: Set<Int>]) -> [String] {
        creators.sorted { ($0.value.min() ?? 0, $0.key) < ($1.value.min() ?? 0, $1.key) }.map(\.key)
    }
}

/// The rules for commands on manifest lists.
enum ListRules {
    /// Finds lists that are used before they exist, lists that stay on this machine, and contradictory annotations.
    static func findings(in task: LintedTask) -> [Finding] {
        task.lists.flatMap { list -> [Finding] in
            switch list.command {
            case .push(let name, let purges, _):
                [notCreated(name, list, task), purges ? nil : missingPurge(name, list, task)].compactMap(\.self)
            case .annotate(let name, let image, let fields):
                [notCreated(name, list, task), crossed(image, fields, list, task)].compactMap(\.self)
            case .create, .inspect, .remove: []
            }
        }
    }

    private static func missingPurge(_ name: String, _ list: LintedTask.List, _ task: LintedTask) -> Finding {
        Finding(
            line: list.line, step: task.id(list.step), rule: .missingPurge,
            sentence:
                "the manifest list '\(name)' stays on this machine after the push, and the next run finds it",
            repair: "write 'docker manifest push --purge \(name)'")
    }

    private static func notCreated(_ name: String, _ list: LintedTask.List, _ task: LintedTask) -> Finding? {
        let full = task.name(name, registry: nil)
        let creators = task.lists.compactMap { other -> (name: String, step: Int)? in
            guard case .create(let created, _, _, _) = other.command else { return nil }
            return (task.name(created, registry: nil), other.step)
        }
        let own = creators.filter { $0.name == full }
        if own.isEmpty {
            let near = EditDistance.nearest(to: full, among: creators.map(\.name))
            return Finding(
                line: list.line, step: task.id(list.step), rule: .notMade,
                sentence: "no step creates the manifest list '\(full)'"
                    + (near.map { "; the nearest name is '\($0.text)'" } ?? ""),
                repair: near.map { "write '\($0.text)'" })
        }
        guard task.graph.problems.isEmpty, let last = own.map(\.step).max(),
            !own.contains(where: { task.graph.ancestors(of: list.step).contains($0.step) })
        else { return nil }
        return Finding(
            line: list.line, step: task.id(list.step), rule: .tooEarly,
            sentence: "the manifest list '\(full)' is used before step \(task.id(last)) has created it",
            repair: "add '\(task.id(last))' to 'when' of step \(task.id(list.step))")
    }

    private static func crossed(
        _ image: String, _ fields: ManifestListCommand.PlatformFields, _ list: LintedTask.List, _ task: LintedTask
    ) -> Finding? {
        guard let architecture = fields.architecture, let word = task.platform(in: ImageName.tag(image)) else {
            return nil
        }
        let annotated = Platform(
            os: fields.os ?? word.platform.os, architecture: architecture, variant: fields.variant)
        guard PlatformWord.contradict(annotated, word.platform, catalog: task.catalog) else { return nil }
        return Finding(
            line: list.line, step: task.id(list.step), rule: .crossedAnnotation,
            sentence: "the annotation is \(annotated.short), but the tag '\(image)' is for \(word.platform.short)",
            repair: "write '--arch \(word.platform.architecture)'")
    }
}
