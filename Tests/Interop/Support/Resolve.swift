import TestSupport

/// The built `resolve`, run as a person runs it, in a home of its own.
struct Resolve {
    /// The home: credentials, the local store and what is pulled.
    let home: TemporaryFolder
    /// Variables added to the environment.
    var environment: [String: String] = [:]

    /// A `resolve` whose home is empty.
    init() throws {
        home = try TemporaryFolder()
    }

    /// Runs it to its end.
    func run(_ arguments: String..., stdin: [UInt8] = []) throws -> ProgramResult {
        try run(arguments, stdin: stdin)
    }

    /// Runs it to its end.
    func run(_ arguments: [String], stdin: [UInt8] = []) throws -> ProgramResult {
        try TestSupport.run(
            ResolveBinary.path(), arguments, environment: TestEnvironment.clean(home: home.path, adding: environment),
            stdin: stdin, directory: home.path, timeoutSeconds: 120)
    }

    /// Runs it to its end, and throws unless it succeeds.
    func runChecked(_ arguments: String...) throws { try runChecked(arguments) }

    /// Runs it to its end, and throws unless it succeeds.
    func runChecked(_ arguments: [String]) throws {
        let result = try run(arguments)
        guard result.status == 0 else { throw FailedCommand(arguments: arguments, errors: result.errors) }
    }

    /// Starts it.
    func start(_ arguments: String...) throws -> BackgroundProgram {
        try start(arguments)
    }

    /// Starts it.
    func start(_ arguments: [String]) throws -> BackgroundProgram {
        try BackgroundProgram(
            ResolveBinary.path(), arguments, environment: TestEnvironment.clean(home: home.path, adding: environment),
            directory: home.path)
    }

    /// The OCI layout that was pulled to `name`.
    func layout(_ name: String) -> PulledLayout {
        PulledLayout(path: home.file(name))
    }
}

/// A `resolve` that failed where a test needs its result.
struct FailedCommand: Error, CustomStringConvertible {
    let arguments: [String]
    let errors: String

    var description: String { "resolve \(arguments.joined(separator: " ")): \(errors)" }
}
