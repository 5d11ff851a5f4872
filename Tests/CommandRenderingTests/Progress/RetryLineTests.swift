import ImageResolver
import TestSupport
import Testing

@testable import CommandRendering

/// The lines about retries.
struct RetryLineTests {
    private static func retry(_ what: String, _ reason: String, _ attempt: Int) -> ResolverEvent {
        .retried(digest: nil, what: what, reason: reason, afterMilliseconds: 500, attempt: attempt)
    }

    private static let events = [
        retry("manifest '1'", "status 503", 1), retry("token", "status 503", 1), retry("manifest '1'", "status 503", 2),
        retry("manifest '1'", "status 502", 3), retry("manifest '1'", "status 502", 1),
    ]

    @Test(.userCase("N11"), arguments: [ProgressStyle.plain, .retries, .bars(isColored: false)])
    func `the cause of a retry is printed once`(style: ProgressStyle) {
        var display = EventDisplay(style, mode: OutputMode())
        let text = Self.events.map { display.text(for: $0, at: 0) }.joined()
        #expect(
            text == """
                manifest '1': status 503; retrying in 500 ms (attempt 1)
                token: status 503; retrying in 500 ms (attempt 1)
                manifest '1': retrying in 500 ms (attempt 2)
                manifest '1': status 502; retrying in 500 ms (attempt 3)
                manifest '1': status 502; retrying in 500 ms (attempt 1)

                """)
    }

    @Test func `every event in JSON has its reason`() {
        var display = EventDisplay(.json, mode: OutputMode())
        let lines = Self.events.map { display.text(for: $0, at: 0) }
        #expect(lines.allSatisfy { $0.contains("status 50") })
    }
}
