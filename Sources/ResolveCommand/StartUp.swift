import ArgumentParser
import ImageModel
import ImageResolver

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Everything that exists only to make the program faster, with the gain.
enum StartUp {
    /// The options with which no command connects to a registry.
    private static let localOptions = ["--offline", "--index-file", "--help", "-h"]

    /// Starts loading the libraries for connections while the arguments are parsed and the host is probed, if the command
    /// of `arguments` connects to a registry.
    ///
    /// A small pull takes 1.0 to 1.8 ms less (of 22 ms; x86-64, 2 cores).
    static func begin(_ arguments: [String]) {
        guard let command = command(of: Array(arguments.dropFirst())) as? any ReportingCommand.Type, command.connects,
            !arguments.contains(where: { argument in localOptions.contains { argument.hasPrefix($0) } })
        else { return }
        Resolver.prepareConnections()
    }

    /// Runs a command on the threads of the concurrency runtime, and ends the program after it.
    ///
    /// The main thread sleeps meanwhile. An asynchronous `main` would end that thread, which reads the tables for unwinding the
    /// stack: 0.7 to 3.3 MB of memory.
    nonisolated static func run(_ command: any ReportingCommand) -> Never {
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

    /// The command that the first arguments name, which do not include the name of the program.
    static func command(of arguments: [String]) -> any ParsableCommand.Type {
        var command: any ParsableCommand.Type = Resolve.self
        for name in arguments {
            guard let next = command.configuration.subcommands.first(where: { $0.configuration.commandName == name })
            else { break }
            command = next
        }
        return command
    }
}
