import ImageModel
import PlatformModel

/// What a container of an image starts, as its config says it.
package struct StartCommand: Hashable, Sendable {
    /// The program and its arguments; empty if the config names none.
    package let words: [String]
    /// The command that an entrypoint gets as its arguments; empty if there is no entrypoint.
    package let passedCommand: [String]
    /// The directories that are searched for a program without a directory.
    package let searchPath: [String]
    /// The directory in which the program starts.
    package let workingDirectory: String
    /// The directories over which volumes are mounted.
    package let volumes: [String]

    /// Reads what a config says: its entrypoint with the command as arguments, or else its command.
    package init(_ config: ImageConfig) {
        let entrypoint = config.entrypoint == [""] ? [] : config.entrypoint
        self.init(
            words: entrypoint + config.command, passing: entrypoint.isEmpty ? [] : config.command, config)
    }

    /// A program that is started in the place of the one that the config names.
    package init(words: [String], passing passedCommand: [String] = [], _ config: ImageConfig) {
        self.words = words
        self.passedCommand = passedCommand
        let isWindows = config.platform?.os == "windows"
        let separator: Character = isWindows ? ";" : ":"
        let path = config.environment.last {
            $0.prefix(5) == "PATH=" || isWindows && $0.prefix(5).uppercased() == "PATH="
        }
        searchPath =
            path.map { Self.directories(in: $0.dropFirst(5), separator: separator) }
            ?? (isWindows ? Self.windowsSearchPath : Self.searchPath)
        workingDirectory = config.workingDirectory.isEmpty ? "/" : config.workingDirectory
        volumes = config.volumes
    }

    private static func directories(in path: Substring, separator: Character) -> [String] {
        path.isEmpty ? [] : path.split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }

    /// The directories that runtimes search if the config names none.
    private static let searchPath = [
        "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
    ]
    private static let windowsSearchPath = [
        "C:\\Windows\\system32", "C:\\Windows", "C:\\Windows\\System32\\Wbem",
        "C:\\Windows\\System32\\WindowsPowerShell\\v1.0",
    ]
}
