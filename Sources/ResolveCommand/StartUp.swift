import ArgumentParser
import CAllocator
import ImageModel
import ImageResolver

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Everything that exists only to make the program start and end faster.
enum StartUp {
    /// The commands that connect to a registry.
    private static let networkCommands = [
        "explain", "digest", "inspect", "pull", "push", "copy", "import", "list", "login", "tags",
    ]
    /// The options with which they do not.
    private static let localOptions = ["--offline", "--index-file", "--help", "-h"]

    /// Configures the allocator, and starts loading the libraries for connections while the arguments are parsed.
    static func begin(_ arguments: [String]) {
        resolve_grow_in_one_place()
        guard arguments.count > 1, networkCommands.contains(arguments[1]),
            !arguments.contains(where: { argument in localOptions.contains { argument.hasPrefix($0) } })
        else { return }
        Resolver.prepareConnections()
    }

    /// The command of `arguments`, parsed directly if the first argument names one.
    ///
    /// Parsing through the root command takes 1 ms longer, since each level processes the options of the next. Arguments that
    /// the command itself does not accept, including requests for help, are parsed through the root. Commands declare
    /// `_superCommandName`; without it the parser first looks for a request for completions.
    static func parse(_ arguments: [String]) throws -> any ParsableCommand {
        let named = Resolve.configuration.subcommands.first { $0.configuration.commandName == arguments.first }
        if let named, named.configuration.subcommands.isEmpty,
            let command = try? named.parseAsRoot(Array(arguments.dropFirst())), type(of: command) == named
        {
            return command
        }
        return try Resolve.parseAsRoot(arguments)
    }

    /// Runs a command on the threads of the concurrency runtime, and ends the program after it.
    ///
    /// The main thread sleeps. dispatchMain(3) would end it, for which glibc loads another library: that waits 1 ms for the
    /// loading that ``begin(_:)`` has started.
    static func run(_ command: any ReportingCommand) -> Never {
        Task { end(await command.status().rawValue) }
        while true { pause() }
    }

    /// Ends the program immediately. All output is written with write(2), so there is nothing to flush.
    ///
    /// exit(3) runs the destructors of libraries that another thread may still be loading: one run in 25 that ended within
    /// milliseconds crashed there.
    static func end(_ status: Int32) -> Never {
        _exit(status)
    }
}
