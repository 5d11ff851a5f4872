/// One of docker's commands about manifest lists.
package enum ManifestListCommand: Hashable, Sendable {
    /// A list of images.
    case create(list: String, images: [String], amends: Bool, isInsecure: Bool)
    /// What the list says of an image.
    case annotate(list: String, image: String, PlatformFields)
    /// The list on its way to the registry.
    case push(list: String, purges: Bool, isInsecure: Bool)
    /// A list or a manifest, to be shown.
    case inspect(list: String?, image: String, isVerbose: Bool, isInsecure: Bool)
    /// Lists that are forgotten.
    case remove([String])

    /// The fields of a platform that `annotate` sets.
    package struct PlatformFields: Hashable, Sendable {
        package var os: String?
        package var architecture: String?
        package var variant: String?
        package var osVersion: String?
        package var osFeatures: [String] = []
    }

    private static let scanner = OptionScanner(
        flags: ["amend", "insecure", "purge", "verbose"], shortNames: ["a": "amend", "p": "purge", "v": "verbose"])

    /// Reads the words of a `cmd` step; `nil` for those of any other program.
    package init?(_ words: [String], line: Int) throws(TaskProblem) {
        guard words.count > 1, words[0] == "docker", words[1] == "manifest" else { return nil }
        let problem = TaskProblem(line, .manifestCommand(words.dropFirst(2).joined(separator: " ")))
        guard words.count > 3 else { throw problem }
        let items = try Self.scanner.items(of: Array(words.dropFirst(3)), line: line)
        let names = items.compactMap { item in
            if case .word(let word) = item { word } else { nil }
        }
        let flags = Set(items.compactMap { Self.flag($0) })
        guard let first = names.first else { throw problem }
        switch (words[2], names.count) {
        case ("create", 2...):
            self = .create(
                list: first, images: Array(names.dropFirst()), amends: flags.contains("amend"),
                isInsecure: flags.contains("insecure"))
        case ("annotate", 2): self = .annotate(list: first, image: names[1], Self.fields(items))
        case ("push", 1):
            self = .push(list: first, purges: flags.contains("purge"), isInsecure: flags.contains("insecure"))
        case ("inspect", 1...2):
            self = .inspect(
                list: names.count > 1 ? first : nil, image: names[names.count - 1],
                isVerbose: flags.contains("verbose"), isInsecure: flags.contains("insecure"))
        case ("rm", _): self = .remove(names)
        default: throw problem
        }
    }

    private static func flag(_ item: OptionScanner.Item) -> String? {
        guard case .option(let name, let value) = item, scanner.flags.contains(name), value != "false" else {
            return nil
        }
        return name
    }

    private static func fields(_ items: [OptionScanner.Item]) -> PlatformFields {
        var fields = PlatformFields()
        for case .option(let name, .some(let value)) in items {
            switch name {
            case "os": fields.os = value
            case "arch": fields.architecture = value
            case "variant": fields.variant = value
            case "os-version": fields.osVersion = value
            case "os-features": fields.osFeatures += value.split(separator: ",").map(String.init)
            default: continue
            }
        }
        return fields
    }
}
