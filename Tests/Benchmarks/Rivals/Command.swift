/// One program with its arguments.
struct Command: Equatable, Sendable {
    /// The program's path, or its name in PATH.
    let program: String
    /// Its arguments.
    let arguments: [String]

    /// The program with these arguments.
    init(_ program: String, _ arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }
}
