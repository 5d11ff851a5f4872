import PlatformModel

/// The rules for the platforms of build steps.
enum BuildRules {
    /// Finds Dockerfiles and `--platform` values that contradict the tag, and missing `--platform` options.
    static func findings(in task: LintedTask) -> [Finding] {
        task.builds.flatMap { build in
            guard let (name, word) = tagged(build, task) else { return [Finding]() }
            return [crossedFile(build, name, word, task), platform(build, name, word, task)].compactMap(\.self)
        }
    }

    /// The first name that contains a platform.
    private static func tagged(_ build: LintedTask.Build, _ task: LintedTask) -> (String, PlatformWord)? {
        for name in build.command.tags {
            if let word = task.platform(ofImage: name) { return (name, word) }
        }
        return nil
    }

    private static func crossedFile(
        _ build: LintedTask.Build, _ name: String, _ word: PlatformWord, _ task: LintedTask
    ) -> Finding? {
        guard let file = build.command.file, let found = task.platform(in: file),
            PlatformWord.contradict(found.platform, word.platform, catalog: task.catalog)
        else { return nil }
        return Finding(
            line: build.line, step: task.id(build.step), rule: .crossedDockerfile,
            sentence:
                "the Dockerfile '\(file)' is for \(found.platform.short), but the tag '\(name)' is for \(word.platform.short)",
            repair: "write '-f \(matching(file, found, word, task))'")
    }

    /// The Dockerfile for a platform: one of another step, or the same name with the other architecture.
    private static func matching(
        _ file: String, _ found: PlatformWord, _ word: PlatformWord, _ task: LintedTask
    ) -> String {
        let others = task.builds.compactMap(\.command.file)
        let fit = others.first { other in
            task.platform(in: other).map {
                !PlatformWord.contradict($0.platform, word.platform, catalog: task.catalog)
            } ?? false
        }
        if let fit { return fit }
        return file.replacing(found.text, with: word.text, maxReplacements: 1)
    }

    private static func platform(
        _ build: LintedTask.Build, _ name: String, _ word: PlatformWord, _ task: LintedTask
    ) -> Finding? {
        guard let text = build.command.platform else {
            return Finding(
                line: build.line, step: task.id(build.step), rule: .missingPlatform,
                sentence: "the tag '\(name)' is for \(word.platform.short), but the build has no --platform",
                repair: "add '--platform \(word.platform.short)'")
        }
        guard !text.contains("{{"), !text.contains(","),
            let platform = try? task.catalog.parse(text, host: word.platform),
            PlatformWord.contradict(platform, word.platform, catalog: task.catalog)
        else { return nil }
        return Finding(
            line: build.line, step: task.id(build.step), rule: .crossedPlatform,
            sentence: "--platform is \(platform.short), but the tag '\(name)' is for \(word.platform.short)",
            repair: "write '--platform \(word.platform.short)'")
    }
}
