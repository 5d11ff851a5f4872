import Foundation
import Synchronization

/// A program under way, ended by its process id when the value goes.
///
/// Its output goes to files, so that it never waits for a reader, however much it writes.
public final class BackgroundProgram: Sendable {
    /// One of the two outputs.
    public enum Stream: String, Sendable {
        /// Standard output.
        case stdout
        /// Standard error.
        case stderr
    }

    /// How the program ended: the raw status of waitpid(2), and when it was seen.
    private struct Ending {
        let rawStatus: Int32
        let seconds: Double
    }

    /// The process id of the program.
    public let pid: Int32
    private let program: String
    private let folder: TemporaryFolder
    private let started = ContinuousClock.now
    private let ending = Mutex<Ending?>(nil)

    /// Starts `program`, looked up in PATH when its name holds no slash.
    ///
    /// - Parameter environment: the whole environment; nil is this process's own.
    public init(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String]? = nil,
        stdin: [UInt8] = [],
        directory: String? = nil
    ) throws {
        self.program = program
        folder = try TemporaryFolder()
        let input = try folder.write("stdin", stdin)
        pid = try Spawn(
            program: program,
            arguments: arguments,
            environment: environment ?? ProcessInfo.processInfo.environment,
            directory: directory,
            stdin: input,
            stdout: folder.file(Stream.stdout.rawValue),
            stderr: folder.file(Stream.stderr.rawValue)
        ).start()
    }

    deinit { stop() }

    /// What the program has written to standard output so far.
    public var output: String { String(decoding: bytes(of: .stdout), as: UTF8.self) }

    /// What the program has written to standard error so far.
    public var errors: String { String(decoding: bytes(of: .stderr), as: UTF8.self) }

    /// Waits for a whole line that holds `text`, and gives it.
    @discardableResult
    public func waitForLine(
        containing text: String, in stream: Stream = .stdout, timeoutSeconds: Double = 20
    ) throws -> String {
        let deadline = ContinuousClock.now + .seconds(timeoutSeconds)
        while true {
            let ended = hasEnded
            let written = String(decoding: bytes(of: stream), as: UTF8.self)
            let whole = written.split(separator: "\n", omittingEmptySubsequences: false).dropLast(ended ? 0 : 1)
            if let line = whole.first(where: { $0.contains(text) }) { return String(line) }
            guard !ended, ContinuousClock.now < deadline else {
                throw TestProgramError.lineMissing(program: program, text: text, output: output + errors)
            }
            usleep(5000)
        }
    }

    /// Sends `signal` to the program, unless it has ended.
    public func send(signal: Int32) {
        ending.withLock { ending in
            update(&ending)
            if ending == nil { kill(pid, signal) }
        }
    }

    /// Waits until the program has ended, and kills it when the time is up.
    public func wait(timeoutSeconds: Double = 60) -> ProgramResult {
        if waitUntilEnded(seconds: timeoutSeconds) { return result(timedOut: false) }
        send(signal: SIGKILL)
        while !hasEnded { usleep(2000) }
        return result(timedOut: true)
    }

    /// Ends the program: SIGTERM first, and SIGKILL when five seconds have not been enough.
    @discardableResult
    public func stop() -> ProgramResult {
        send(signal: SIGTERM)
        return wait(timeoutSeconds: 5)
    }

    /// Whether the program has ended.
    public var hasEnded: Bool {
        ending.withLock { ending in
            update(&ending)
            return ending != nil
        }
    }

    private func waitUntilEnded(seconds: Double) -> Bool {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var pauseMicroseconds: UInt32 = 500
        while !hasEnded {
            guard ContinuousClock.now < deadline else { return false }
            usleep(pauseMicroseconds)
            pauseMicroseconds = min(pauseMicroseconds * 2, 8000)
        }
        return true
    }

    private func update(_ ending: inout Ending?) {
        var status: Int32 = 0
        guard ending == nil, waitpid(pid, &status, WNOHANG) == pid else { return }
        ending = Ending(rawStatus: status, seconds: (ContinuousClock.now - started) / .seconds(1))
    }

    private func result(timedOut: Bool) -> ProgramResult {
        let ended = ending.withLock { $0 } ?? Ending(rawStatus: 0, seconds: 0)
        // WIFEXITED and its kin are macros: the low seven bits are the signal, the second byte is the exit status.
        let signal = ended.rawStatus & 0x7F
        return ProgramResult(
            status: signal == 0 ? (ended.rawStatus >> 8) & 0xFF : 128 + signal,
            signal: signal == 0 ? nil : signal,
            timedOut: timedOut,
            seconds: ended.seconds,
            stdout: bytes(of: .stdout),
            stderr: bytes(of: .stderr)
        )
    }

    private func bytes(of stream: Stream) -> [UInt8] {
        [UInt8]((try? Data(contentsOf: URL(fileURLWithPath: folder.file(stream.rawValue)))) ?? Data())
    }
}
