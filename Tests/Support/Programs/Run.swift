/// Runs `program` to its end and gives all it wrote.
///
/// It blocks its thread on purpose: that bounds how many programs run at once to the width of the test runner's pool.
/// When the time is up the program is killed by its process id, and the result says so.
///
/// - Parameter environment: the whole environment; nil is this process's own.
public func run(
    _ program: String,
    _ arguments: [String] = [],
    environment: [String: String]? = nil,
    stdin: [UInt8] = [],
    directory: String? = nil,
    timeoutSeconds: Double = 60
) throws -> ProgramResult {
    try BackgroundProgram(program, arguments, environment: environment, stdin: stdin, directory: directory)
        .wait(timeoutSeconds: timeoutSeconds)
}

/// Runs `program` as ``run(_:_:environment:stdin:directory:timeoutSeconds:)`` does, and throws unless it ends with 0.
@discardableResult
public func runChecked(
    _ program: String,
    _ arguments: [String] = [],
    environment: [String: String]? = nil,
    stdin: [UInt8] = [],
    directory: String? = nil,
    timeoutSeconds: Double = 60
) throws -> ProgramResult {
    let result = try run(
        program, arguments, environment: environment, stdin: stdin, directory: directory,
        timeoutSeconds: timeoutSeconds)
    guard result.status == 0 else {
        throw TestProgramError.failed(program: program, status: result.status, errors: result.errors)
    }
    return result
}
