/// What a program that has ended left behind.
public struct ProgramResult: Sendable {
    /// The exit status; 128 + the signal's number for a program that a signal ended, as shells say it.
    public let status: Int32
    /// The signal that ended the program, if one did.
    public let signal: Int32?
    /// Whether the program was killed because its time was up.
    public let timedOut: Bool
    /// The time from start to end.
    public let seconds: Double
    /// Every byte written to standard output.
    public let stdout: [UInt8]
    /// Every byte written to standard error.
    public let stderr: [UInt8]

    /// Standard output as text.
    public var output: String { String(decoding: stdout, as: UTF8.self) }

    /// Standard error as text.
    public var errors: String { String(decoding: stderr, as: UTF8.self) }
}
