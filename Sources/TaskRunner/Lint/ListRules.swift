import PlatformModel

/// What commands about lists get wrong.
enum ListRules {
    /// Lists that are pushed before they are created, that stay behind, and notes that contradict a tag.
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
                "the list '\(name)' stays behind on this machine when it has been pushed, and the next run finds it",
            repair: "write 'docker manifest push --purge \(name)'")
    }

    private static func notCreated(_ name: String, _ list: LintedTask.List, _ task: LintedTask) -> Finding? {
        let full = ImageName.full(name, registry: nil)
        let creators = task.lists.compactMap { other -> (name: String, step: Int)? in
            guard case .create(let created, _, _, _) = other.command else { return nil }
            return (ImageName.full(created, registry: nil), other.step)
        }
        let own = creators.filter { $0.name == full }
        if own.isEmpty {
            let near = EditDistance.nearest(to: full, among: creators.map(\.name))
            return Finding(
                line: list.line, step: task.id(list.step), rule: .notMade,
                sentence: "no step creates the list '\(full)'" + (near.map { "; nearest is '\($0.text)'" } ?? ""),
                repair: near.map { "write '\($0.text)'" })
        }
        guard task.graph.problems.isEmpty, let last = own.map(\.step).max(),
            !own.contains(where: { task.graph.ancestors(of: list.step).contains($0.step) })
        else { return nil }
        return Finding(
            line: list.line, step: task.id(list.step), rule: .tooEarly,
            sentence: "the list '\(full)' is used before step \(task.id(last)) has created it",
            repair: "let 'when' of step \(task.id(list.step)) name '\(task.id(last))'")
    }

    private static func crossed(
        _ image: String, _ fields: ManifestListCommand.PlatformFields, _ list: LintedTask.List, _ task: LintedTask
    ) -> Finding? {
        guard let architecture = fields.architecture, let word = task.platform(in: ImageName.tag(image)) else {
            return nil
        }
        let noted = Platform(
            os: fields.os ?? word.platform.os, architecture: architecture, variant: fields.variant)
        guard PlatformWord.contradict(noted, word.platform, catalog: task.catalog) else { return nil }
        return Finding(
            line: list.line, step: task.id(list.step), rule: .crossedAnnotation,
            sentence: "the note says \(noted.short), the tag '\(image)' says \(word.platform.short)",
            repair: "write '--arch \(word.platform.architecture)'")
    }
}
