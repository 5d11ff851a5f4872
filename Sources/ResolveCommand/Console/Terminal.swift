import CommandRendering
import ImageResolver

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The terminal that stdout or stderr is connected to.
enum Terminal {
    /// The width used where the terminal does not report one.
    private static let defaultWidth = 80
    /// The height used where the terminal does not report one.
    private static let defaultHeight = 24

    /// Whether stderr is a terminal that supports control sequences, and whether the user accepts colors.
    static func surroundings(environment: [String: String]) -> ProgressStyle.Surroundings {
        let isTerminal = isatty(StandardStream.error.descriptor) == 1 && environment["TERM"] != "dumb"
        let refusesColors = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return ProgressStyle.Surroundings(isTerminal: isTerminal, isColored: isTerminal && !refusesColors)
    }

    /// The width of a line on stdout; `nil` if stdout is not a terminal.
    static func outputWidth() -> Int? {
        let descriptor = StandardStream.output.descriptor
        return isatty(descriptor) == 1 ? width(of: descriptor) : nil
    }

    /// The width that tables on stdout must fit; `nil` for tables in full, as in files and with `--wide`.
    static func tableWidth(isWide: Bool) -> Int? {
        isWide ? nil : outputWidth()
    }

    /// The width of a line on stderr.
    static func width() -> Int { width(of: StandardStream.error.descriptor) }

    /// The number of lines of the terminal on stderr.
    static func height() -> Int {
        let lines = size(of: StandardStream.error.descriptor).map { Int($0.ws_row) } ?? 0
        return lines > 0 ? lines : defaultHeight
    }

    /// One column less than the terminal has, because some terminals wrap a full line.
    private static func width(of descriptor: Int32) -> Int {
        let columns = size(of: descriptor).map { Int($0.ws_col) } ?? 0
        return columns > 0 ? max(1, columns - 1) : defaultWidth - 1
    }

    /// The corresponding C function is ioctl(2) with `TIOCGWINSZ`.
    private static func size(of descriptor: Int32) -> winsize? {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 ? size : nil
    }
}

/// Prompts the user at the terminal. Prompts are written to stderr, because stdout is for results.
enum Prompt {
    /// The longest answer, in bytes.
    private static let longestAnswer = 64 << 10
    /// How often cancellation is checked, in milliseconds.
    private static let pollMilliseconds: Int32 = 100

    /// Whether stdin is a terminal.
    static var isPossible: Bool { isatty(0) == 1 }

    /// Prompts for a line.
    static func line(_ question: String) throws(ResolverError) -> String {
        try ask(question)
    }

    /// Prompts for a line that is not echoed.
    ///
    /// The corresponding C functions are tcgetattr(3) and tcsetattr(3).
    static func hiddenLine(_ question: String) throws(ResolverError) -> String {
        var settings = termios()
        guard tcgetattr(0, &settings) == 0 else { throw ResolverError(file: "stdin", errno: errno) }
        var quiet = settings
        quiet.c_lflag &= ~tcflag_t(ECHO)
        // Input typed before this point has been echoed already and is discarded.
        guard tcsetattr(0, TCSAFLUSH, &quiet) == 0 else { throw ResolverError(file: "stdin", errno: errno) }
        defer {
            tcsetattr(0, TCSAFLUSH, &settings)
            try? StandardStream.error.write("\n")
        }
        return try ask(question)
    }

    /// Waits in short intervals, because a signal only cancels the task.
    private static func ask(_ question: String) throws(ResolverError) -> String {
        try? StandardStream.error.write(question)
        var bytes: [UInt8] = []
        while bytes.count < longestAnswer {
            guard !Task.isCancelled else { throw ResolverError(.interrupted, "interrupted") }
            var request = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, pollMilliseconds) > 0 else { continue }
            var byte: UInt8 = 0
            let count = read(0, &byte, 1)
            let code = errno
            if count < 0, code == EINTR { continue }
            guard count >= 0 else { throw ResolverError(file: "stdin", errno: code) }
            guard count > 0, byte != UInt8(ascii: "\n") else { break }
            bytes.append(byte)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ResolverError(.usage, "the input is not valid UTF-8")
        }
        return text
    }
}
