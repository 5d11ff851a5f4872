import ImageResolver
import Testing

@testable import CommandRendering

struct RemarksTests {
    private let events: [ResolverEvent] = [.warning("w\u{1B}"), .note("n"), .request(line: "GET /v2/ 200")]

    @Test(arguments: [
        (Remarks.Loudness.silent, []),
        (.warnings, ["resolve: warning: w\\u{1b}"]),
        (.ordinary, ["resolve: warning: w\\u{1b}", "resolve: note: n"]),
        (.all, ["resolve: warning: w\\u{1b}", "resolve: note: n", "GET /v2/ 200"]),
    ])
    func `each loudness tells what the one before tells, and more`(loudness: Remarks.Loudness, expected: [String]) {
        let remarks = Remarks(loudness, isStructured: false)
        #expect(events.flatMap(remarks.lines(for:)) == expected)
    }

    @Test func `for programs a remark is an event`() {
        let remarks = Remarks(.all, isStructured: true)
        #expect(
            events.flatMap(remarks.lines(for:)) == [
                #"{"event":"warning","message":"w\u001b"}"#, #"{"event":"note","message":"n"}"#,
                #"{"event":"request","line":"GET /v2/ 200"}"#,
            ])
    }

    @Test(arguments: [
        (OutputMode(), false, Remarks.Loudness.ordinary), (OutputMode(isQuiet: true), false, .silent),
        (OutputMode(isVerbose: true), true, .all), (OutputMode(isJSON: true), true, .warnings),
    ])
    func `the output options set the loudness`(mode: OutputMode, isStructured: Bool, expected: Remarks.Loudness) {
        #expect(mode.loudness(isStructured: isStructured, isProgressJSON: false) == expected)
    }
}
