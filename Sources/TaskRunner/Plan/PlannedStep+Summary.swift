extension PlannedStep {
    /// What it does, in a few words; secrets may be among them.
    package var summary: String {
        switch action {
        case .build(let command, _, _): "build " + command.words.map(Self.shown).joined(separator: " ")
        case .push(let names): "push " + names.joined(separator: " ")
        case .manifest(let command): command.summary
        case .command(let words): words.map(Self.shown).joined(separator: " ")
        }
    }

    private static func shown(_ word: String) -> String {
        word.isEmpty || word.contains { $0.isWhitespace || $0 == "'" }
            ? "'" + word.replacing("'", with: "'\\''") + "'" : word
    }
}

extension ManifestListCommand {
    /// The command in few words.
    package var summary: String {
        switch self {
        case .create(let list, let images, _, _): "manifest create \(list) " + images.joined(separator: " ")
        case .annotate(let list, let image, _): "manifest annotate \(list) \(image)"
        case .push(let list, _, _): "manifest push \(list)"
        case .inspect(_, let image, _, _): "manifest inspect \(image)"
        case .remove(let lists): "manifest rm " + lists.joined(separator: " ")
        }
    }
}
