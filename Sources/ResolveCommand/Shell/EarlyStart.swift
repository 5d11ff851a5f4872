import CAllocator
import ImageResolver

/// What is begun before the command line has been read, because it is needed anyway and takes its time.
enum EarlyStart {
    /// The commands that ask a registry.
    private static let networkCommands = [
        "explain", "digest", "inspect", "pull", "push", "copy", "import", "list", "login", "tags",
    ]
    /// The options with which they do not.
    private static let localOptions = ["--offline", "--index-file", "--help", "-h"]

    /// Sets the allocator up, and loads what connections need while the arguments are parsed.
    static func begin(_ arguments: [String]) {
        resolve_grow_in_one_place()
        guard arguments.count > 1, networkCommands.contains(arguments[1]),
            !arguments.contains(where: { argument in localOptions.contains { argument.hasPrefix($0) } })
        else { return }
        Resolver.prepareConnections()
    }
}
