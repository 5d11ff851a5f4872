import ImageResolver

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Asks the person at the terminal something, on stderr: stdout is for results.
enum Prompt {
    /// The longest answer, in bytes.
    private static let longest = 64 << 10
    /// How often it is seen whether the question has become idle.
    private static let pollMilliseconds: Int32 = 100

    /// Whether there is somebody to ask.
    static var isPossible: Bool { isatty(0) == 1 }

    /// Asks for a line.
    static func line(_ question: String) throws(ResolverError) -> String {
        try ask(question)
    }

    /// Asks for a line that is not shown while it is typed.
    ///
    /// The corresponding C functions are tcgetattr(3) and tcsetattr(3).
    static func hiddenLine(_ question: String) throws(ResolverError) -> String {
        var settings = termios()
        guard tcgetattr(0, &settings) == 0 else { throw failure(errno) }
        var quiet = settings
        quiet.c_lflag &= ~tcflag_t(ECHO)
        // What was typed ahead has been shown already, so it is dropped.
        guard tcsetattr(0, TCSAFLUSH, &quiet) == 0 else { throw failure(errno) }
        defer {
            tcsetattr(0, TCSAFLUSH, &settings)
            try? StandardStream.error.write("\n")
        }
        return try ask(question)
    }

    /// A signal cancels the task; the wait is in pieces so that it is seen.
    private static func ask(_ question: String) throws(ResolverError) -> String {
        try? StandardStream.error.write(question)
        var bytes: [UInt8] = []
        while bytes.count < longest {
            guard !Task.isCancelled else { throw ResolverError(.interrupted, "interrupted") }
            var request = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            guard poll(&request, 1, pollMilliseconds) > 0 else { continue }
            var byte: UInt8 = 0
            let count = read(0, &byte, 1)
            let code = errno
            if count < 0, code == EINTR { continue }
            guard count >= 0 else { throw failure(code) }
            guard count > 0, byte != UInt8(ascii: "\n") else { break }
            bytes.append(byte)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ResolverError(.usage, "what was typed is not UTF-8")
        }
        return text
    }

    private static func failure(_ code: Int32) -> ResolverError {
        StreamError(stream: "stdin", code: code).resolverError
    }
}
