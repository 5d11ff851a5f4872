import ArgumentParser

/// `resolve mirrors`: the commands about the places that images are pulled from.
struct MirrorsCommand: ParsableCommand {
    /// Its name, its help and its commands.
    static let configuration = CommandConfiguration(
        commandName: "mirrors",
        abstract: "Show which places are asked for an image, and in which order.",
        subcommands: [MirrorsExplainCommand.self])
}
