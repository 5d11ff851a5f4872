import ArgumentParser
import CommandRendering
import ImageResolver

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
    static func main() async {
        // A reader that goes away is seen at the next write, which ends quietly.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try Resolve.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(Ending.status(of: error, arguments: CommandLine.arguments))
        }
    }
}
