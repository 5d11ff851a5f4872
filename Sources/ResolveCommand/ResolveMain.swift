import ArgumentParser
import CommandRendering
import ImageModel

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Where the program begins and ends.
@main
enum ResolveMain {
    /// Reads the command line, runs the command, and ends with its exit status.
    ///
    /// It is not `async`: a command that asks nobody is done sooner without the threads of the concurrency runtime.
    static func main() {
        StandardStream.holdPlaces()
        EarlyStart.begin(CommandLine.arguments)
        // A reader that goes away is seen at the next write, which ends quietly.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parsed(Array(CommandLine.arguments.dropFirst()))
            guard let working = command as? any ReportingCommand else { return try command.run() }
            begin(working)
            while true { pause() }
        } catch {
            leave(Ending.status(of: error, arguments: CommandLine.arguments))
        }
    }

    /// The command that `arguments` ask for.
    ///
    /// Where the first one names a command, the rest is first parsed for it alone: by way of all commands that takes 1 ms
    /// longer, since each level looks at the options of the next. What that does not take, help and errors included, goes
    /// that way. (Commands name `resolve` as the one above them: else the parser looks for a request of completions first.)
    private static func parsed(_ arguments: [String]) throws -> any ParsableCommand {
        let named = Resolve.configuration.subcommands.first { $0.configuration.commandName == arguments.first }
        if let named, named.configuration.subcommands.isEmpty,
            let command = try? named.parseAsRoot(Array(arguments.dropFirst())), type(of: command) == named
        {
            return command
        }
        return try Resolve.parseAsRoot(arguments)
    }

    /// Runs a command on the concurrency runtime's threads, and ends the program after it.
    ///
    /// The main thread only sleeps meanwhile. dispatchMain(3) would end it, for which glibc loads a library of its own:
    /// that waits 1 ms for the loading that ``EarlyStart`` has begun.
    private nonisolated static func begin(_ working: any ReportingCommand) {
        Task { leave(await working.status().rawValue) }
    }

    /// Ends the program at once; everything it prints goes through write(2), so nothing is left to be flushed.
    ///
    /// exit(3) would run the destructors of libraries that another thread may still be loading (see ``EarlyStart``): one
    /// run in 25 that ended within milliseconds crashed there.
    private nonisolated static func leave(_ status: Int32) -> Never {
        _exit(status)
    }
}
