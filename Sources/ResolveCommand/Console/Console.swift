import CommandRendering
import Dispatch
import ImageResolver

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sends a command's results, events and errors to stdout and stderr, in order.
///
/// Sending never blocks and is possible from any thread: one task does all the writing.
struct Console: Sendable {
    /// The output options.
    let mode: OutputMode
    /// Whether every line on stderr is a JSON object.
    let isStructured: Bool
    private let style: ProgressStyle
    private let isShown: @Sendable (ResolverEvent) -> Bool
    private let messages: AsyncStream<ConsoleMessage>.Continuation
    /// The writing task; its value is the error that ended the output on stdout.
    private let writing: Task<ResolverError?, Never>

    /// Starts a console.
    init(mode: OutputMode, style: ProgressStyle) {
        self.mode = mode
        self.style = style
        isStructured = style.isStructured(with: mode)
        let display = EventDisplay(style, mode: mode)
        isShown = { display.isShown($0) }
        let (stream, messages) = AsyncStream.makeStream(of: ConsoleMessage.self)
        self.messages = messages
        writing = Task {
            var writer = ConsoleWriter(display)
            for await message in stream { writer.write(message) }
            writer.finish()
            return writer.failure
        }
    }

    /// Whether progress is shown as text.
    var showsProgress: Bool {
        switch style {
        case .plain, .bars: !isStructured
        case .none, .retries, .json: false
        }
    }

    /// Shows an event of the resolver.
    func report(_ event: ResolverEvent) {
        // Each message wakes a thread, which a quiet pull does not need.
        if isShown(event) { messages.yield(.event(event, at: monotonicMilliseconds())) }
    }

    /// Prints a result unchanged.
    func print(_ bytes: [UInt8]) {
        messages.yield(.result(bytes))
    }

    /// Prints a result, one line per element.
    func print(_ lines: [String]) {
        print(Array(lines.map { $0 + "\n" }.joined().utf8))
    }

    /// Prints the platforms of a pulled image, each with its summary; to stderr if stdout has an archive.
    func print(_ images: [PulledImage], to stream: ConsoleMessage.Stream = .output) {
        for image in images {
            let rendering = PullRendering(image)
            messages.yield(
                .finished(
                    FinishedImage(image, isOneOfSeveral: images.count > 1),
                    lines: [mode.isJSON ? rendering.json.line : rendering.line], on: stream))
        }
    }

    /// Prints a copied image with its summary.
    func print(_ image: CopiedImage) {
        let rendering = CopyRendering(image)
        messages.yield(
            .finished(FinishedImage(image), lines: mode.isJSON ? [rendering.json.line] : rendering.lines, on: .output))
    }

    /// Prints an error after which the command continues.
    func print(_ error: ResolverError) {
        let rendering = ErrorRendering(error)
        messages.yield(.errorLines(isStructured ? [rendering.json.line] : rendering.lines()))
    }

    /// Writes the warnings that `--quiet` has withheld, because the command fails and they may say why.
    func explainFailure() {
        messages.yield(.withheld)
    }

    /// Writes lines to stderr, except with `--quiet`.
    func log(_ lines: [String]) {
        if !mode.isQuiet { messages.yield(.errorLines(lines)) }
    }

    /// Starts the regular updates of the progress display; `nil` for a style without them.
    func startUpdates() -> (any DispatchSourceTimer)? {
        let milliseconds: Int
        switch style {
        case .bars: milliseconds = 100
        case .plain: milliseconds = 1_000
        case .none, .retries, .json: return nil
        }
        let messages = messages
        let timer = DispatchSource.makeTimerSource(queue: .global())
        let interval = DispatchTimeInterval.milliseconds(milliseconds)
        timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(milliseconds / 10))
        timer.setEventHandler { messages.yield(.update(at: monotonicMilliseconds())) }
        timer.resume()
        return timer
    }

    /// Writes all that was sent; returns the error that ended the output on stdout, if any. The console's last call.
    func finish() async -> ResolverError? {
        messages.finish()
        return await writing.value
    }
}

/// Something to write to stdout or stderr.
enum ConsoleMessage: Sendable {
    /// An event of the resolver, at a time in milliseconds.
    case event(ResolverEvent, at: Int64)
    /// Part of the result, for stdout.
    case result([UInt8])
    /// A complete image, with its lines for a stream.
    case finished(FinishedImage, lines: [String], on: Stream)
    /// Lines for stderr.
    case errorLines([String])
    /// The warnings withheld so far.
    case withheld
    /// A regular update of the progress display.
    case update(at: Int64)

    /// Where results go.
    enum Stream: Sendable {
        /// stdout.
        case output
        /// stderr.
        case error
    }
}

/// Writes messages to the streams, and keeps the progress display below them.
struct ConsoleWriter: Sendable {
    private var display: EventDisplay
    /// The first error of stdout, after which nothing more is written there.
    private(set) var failure: ResolverError?

    init(_ display: EventDisplay) {
        self.display = display
    }

    /// Writes one message.
    mutating func write(_ message: ConsoleMessage) {
        switch message {
        case .event(let event, let now): writeError(display.text(for: event, at: now))
        case .update(let now): writeError(display.text(at: now, width: Terminal.width(), height: Terminal.height()))
        case .withheld: writeError(display.textForFailure())
        case .errorLines(let lines): writeError(display.erasure() + lines.map { $0 + "\n" }.joined())
        case .finished(let image, let lines, let stream):
            writeError(display.text(for: image))
            let text = lines.map { $0 + "\n" }.joined()
            switch stream {
            case .output: writeOutput(Array(text.utf8))
            case .error: writeError(text)
            }
        case .result(let bytes):
            writeError(display.erasure())
            writeOutput(bytes)
        }
    }

    /// Writes a result, one line per element.
    mutating func print(_ lines: [String]) {
        write(.result(Array(lines.map { $0 + "\n" }.joined().utf8)))
    }

    /// Removes the progress display from the terminal.
    mutating func finish() {
        writeError(display.erasure())
    }

    private mutating func writeOutput(_ bytes: [UInt8]) {
        guard failure == nil else { return }
        do throws(ResolverError) {
            try StandardStream.output.write(bytes)
        } catch {
            failure = error
        }
    }

    private func writeError(_ text: String) {
        guard !text.isEmpty else { return }
        // There is nowhere to report a failure of stderr.
        try? StandardStream.error.write(text)
    }
}

extension ErrorRendering {
    /// Writes the error that ends a command to stderr, as sentences or as a JSON object.
    func write(isStructured: Bool, offers: Offers = .table) {
        // There is nowhere to report a failure of stderr.
        try? StandardStream.error.write(lines: isStructured ? [json.line] : lines(offers: offers))
    }
}

/// Milliseconds of a clock that never runs backwards.
///
/// The corresponding C function is clock_gettime(2) with `CLOCK_MONOTONIC`.
private func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    guard clock_gettime(CLOCK_MONOTONIC, &time) == 0 else { return 0 }
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}
