import CommandRendering
import ImageResolver

/// The way from a command's work to stdout and stderr: what is sent first is written first.
///
/// Sending never waits: one task writes what has been sent, so that events can come from any thread.
struct Console: Sendable {
    /// What the output options ask for.
    let mode: OutputMode
    /// Whether every line on stderr is a JSON object.
    let isStructured: Bool
    /// How progress is shown.
    let style: ProgressStyle
    /// Which events are shown.
    private let heeds: @Sendable (ResolverEvent) -> Bool
    /// Takes the messages.
    private let feed: AsyncStream<ConsoleMessage>.Continuation
    /// Writes them, and gives the failure of stdout.
    private let writing: Task<StreamError?, Never>

    /// A console with these options, ready to take messages.
    init(mode: OutputMode, style: ProgressStyle) {
        self.mode = mode
        self.style = style
        isStructured = style.isStructured(with: mode)
        let display = EventDisplay(style, mode: mode)
        heeds = { display.heeds($0) }
        let (messages, feed) = AsyncStream.makeStream(of: ConsoleMessage.self)
        self.feed = feed
        writing = Task {
            var writer = ConsoleWriter(display)
            for await message in messages { writer.write(message) }
            writer.finish()
            return writer.failure
        }
    }

    /// Tells an event of the resolver, from any thread.
    func report(_ event: ResolverEvent) {
        // Each message wakes a thread; a quiet pull has nothing to say.
        if heeds(event) { feed.yield(.event(event, at: Clock.milliseconds())) }
    }

    /// Prints a result as it is.
    func print(_ bytes: [UInt8]) {
        feed.yield(.result(bytes))
    }

    /// Prints a result, a line an element.
    func print(_ lines: [String]) {
        print(Array(lines.map { $0 + "\n" }.joined().utf8))
    }

    /// Prints an image that is whole, with its summary.
    func print(_ image: PulledImage) {
        let rendering = PullRendering(image)
        feed.yield(.finished(FinishedImage(image), lines: [mode.isJSON ? rendering.json.line : rendering.line]))
    }

    /// Prints an image that was copied, with its summary.
    func print(_ image: CopiedImage) {
        let rendering = CopyRendering(image)
        feed.yield(.finished(FinishedImage(image), lines: mode.isJSON ? [rendering.json.line] : rendering.lines))
    }

    /// Prints an error that does not end the command.
    func print(_ error: ResolverError) {
        let rendering = ErrorRendering(error)
        feed.yield(.failure(isStructured ? [rendering.json.line] : rendering.lines()))
    }

    /// Writes lines to stderr that are neither result nor error; not where nothing but results is wanted.
    func log(_ lines: [String]) {
        if !mode.isQuiet { feed.yield(.failure(lines)) }
    }

    /// A ticker that moves the progress display; `nil` for a style that does not move by itself.
    func ticker() -> Ticker? {
        let feed = feed
        let action: @Sendable () -> Void = { feed.yield(.tick(at: Clock.milliseconds())) }
        return switch style {
        case .bars: Ticker(everyMilliseconds: 100, action: action)
        case .plain: Ticker(everyMilliseconds: 1_000, action: action)
        case .none, .retries, .json: nil
        }
    }

    /// Writes what is left, and gives the failure of stdout if there was one; nothing can be sent after that.
    func finish() async -> StreamError? {
        feed.finish()
        return await writing.value
    }
}
