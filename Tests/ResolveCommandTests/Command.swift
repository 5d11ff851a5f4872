import TestSupport

/// The built program, run in an environment without the settings of the user.
enum Command {
    /// Runs `resolve` with these arguments to its end.
    static func run(
        _ arguments: String..., stdin: String = "", environment: [String: String] = [:], directory: String? = nil
    ) throws -> ProgramResult {
        try run(arguments, stdin: stdin, environment: environment, directory: directory)
    }

    /// Runs `resolve` with these arguments to its end.
    static func run(
        _ arguments: [String], stdin: String = "", environment: [String: String] = [:], directory: String? = nil
    ) throws -> ProgramResult {
        let home = try TemporaryFolder()
        return try TestSupport.run(
            ResolveBinary.path(), arguments, environment: clean(home: home.path, environment), stdin: Array(stdin.utf8),
            directory: directory ?? home.path)
    }

    /// Starts `resolve` with these arguments and the home directory `home`.
    static func start(
        _ arguments: String..., home: TemporaryFolder, environment: [String: String] = [:]
    ) throws -> BackgroundProgram {
        try BackgroundProgram(
            ResolveBinary.path(), arguments, environment: clean(home: home.path, environment), directory: home.path)
    }

    /// An environment in which the help is as wide as in the golden files.
    private static func clean(home: String, _ environment: [String: String]) -> [String: String] {
        TestEnvironment.clean(home: home, adding: environment.merging(["COLUMNS": "80"]) { given, _ in given })
    }
}
