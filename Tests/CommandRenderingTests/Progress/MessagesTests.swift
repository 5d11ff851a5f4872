import ImageResolver
import Testing

@testable import CommandRendering

struct MessagesTests {
    private let events: [ResolverEvent] = [.warning("w\u{1B}"), .note("n"), .request(line: { "GET /v2/ 200" })]

    @Test(arguments: [
        (Verbosity.silent, []),
        (.warnings, ["resolve: warning: w\\u{1b}"]),
        (.notes, ["resolve: warning: w\\u{1b}", "resolve: note: n"]),
        (.requests, ["resolve: warning: w\\u{1b}", "resolve: note: n", "GET /v2/ 200"]),
    ])
    func `each verbosity includes the ones before`(verbosity: Verbosity, expected: [String]) {
        let messages = Messages(verbosity, isStructured: false)
        #expect(events.flatMap(messages.lines(for:)) == expected)
    }

    @Test func `for programs a message is an event`() {
        let messages = Messages(.requests, isStructured: true)
        #expect(
            events.flatMap(messages.lines(for:)) == [
                #"{"event":"warning","message":"w\u001b"}"#, #"{"event":"note","message":"n"}"#,
                #"{"event":"request","line":"GET /v2/ 200"}"#,
            ])
    }

    @Test(arguments: [
        (OutputMode(), ProgressStyle.plain, Verbosity.notes), (OutputMode(isQuiet: true), .plain, .silent),
        (OutputMode(isVerbose: true), .json, .requests), (OutputMode(isJSON: true), .none, .warnings),
    ])
    func `the output options set the verbosity`(mode: OutputMode, style: ProgressStyle, expected: Verbosity) {
        #expect(mode.verbosity(with: style) == expected)
    }
}
