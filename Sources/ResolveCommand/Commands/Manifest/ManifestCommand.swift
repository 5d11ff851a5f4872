import ArgumentParser

/// `resolve manifest`: the commands about manifest lists, with docker's verbs.
struct ManifestCommand: ParsableCommand {
    /// Its name, its help and its commands.
    static let configuration = CommandConfiguration(
        commandName: "manifest",
        abstract: "Put images together as a manifest list, and push it.",
        discussion: """
            The verbs, arguments and options are those of docker manifest; no engine is needed. A list is kept on this machine \
            from create to push --purge; create --push needs none. --insecure permits plain HTTP too, as docker's does. \
            Environment: RESOLVE_HOME.
            """,
        subcommands: [
            ManifestCreateCommand.self, ManifestAnnotateCommand.self, ManifestInspectCommand.self,
            ManifestPushCommand.self, ManifestRemoveCommand.self, ManifestListsCommand.self, ListMetadataCommand.self,
        ])
}
