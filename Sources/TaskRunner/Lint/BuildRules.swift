import PlatformModel

/// What build steps get wrong about the platform of their images.
enum BuildRules {
    /// A Dockerfile or a `--platform` of another architecture than the tag, and a `--platform` that is missing.
    static func findings(in task: LintedTask) -> [Finding] {
        task.builds.flatMap { build in
            guard let (name, word) = tagged(build, task) else { return [Finding]() }
            return [crossedFile(build, name, word, task), platform(build, name, word, task)].compactMap(\.self)
        }
    }

    /// The first name that speaks of a platform.
    private static func tagged(_ build: LintedTask.Build, _ task: LintedTask) -> (String, PlatformWord)? {
        for name in build.command.tags {
            if let word = task.platform(in: ImageName.tag(name)) ?? task.platform(in: ImageName.repository(name)) {
                return (name, word)
            }
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
                "the Dockerfile '\(file)' is for \(found.platform.short), the tag '\(name)' says \(word.platform.short)",
            repair: "write '-f \(fitting(file, found, word, task))'")
    }

    /// The Dockerfile that fits a platform: another step's, or the same name with the other word.
    private static func fitting(
        _ file: String, _ found: PlatformWord, _ word: PlatformWord, _ task: LintedTask
    ) -> String {
        let others = task.builds.compactMap(\.command.file)
        let fit = others.first { other in
            task.platform(in: other).map {
                !PlatformWord.contradict($0.platform, word.platform, catalog: task.catalog)
            } ?? false
        }
        if let fit { return fit }
        guard let range = file.firstRange(of: found.text) else { return file }
        return file.replacingCharacters(in: range, with: word.text)
    }

    private static func platform(
        _ build: LintedTask.Build, _ name: String, _ word: PlatformWord, _ task: LintedTask
    ) -> Finding? {
        guard let text = build.command.platform else {
            return Finding(
                line: build.line, step: task.id(build.step), rule: .missingPlatform,
                sentence: "the tag '\(name)' says \(word.platform.short), and no --platform makes it so",
                repair: "add '--platform \(word.platform.short)'")
        }
        guard !text.contains("{{"), !text.contains(","),
            let platform = try? task.catalog.parse(text, host: word.platform),
            PlatformWord.contradict(platform, word.platform, catalog: task.catalog)
        else { return nil }
        return Finding(
            line: build.line, step: task.id(build.step), rule: .crossedPlatform,
            sentence: "--platform says \(platform.short), the tag '\(name)' says \(word.platform.short)",
            repair: "write '--platform \(word.platform.short)'")
    }
}

extension String {
    /// The text with a part of it replaced.
    fileprivate func replacingCharacters(in range: Range<Index>, with other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
