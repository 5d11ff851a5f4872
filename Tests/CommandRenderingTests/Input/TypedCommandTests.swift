import TestSupport
import Testing

@testable import CommandRendering

struct TypedCommandTests {
    @Test(
        .userCase("L21"),
        arguments: [
            ("manifest list-metadata r/a -u me -p hunter2", "manifest list-metadata r/a -u me -p '<redacted>'"),
            ("import r/a -u me --password hunter2 -t b", "import r/a -u me --password '<redacted>' -t b"),
            ("import r/a -p=hunter2 --password=hunter2", "import r/a '-p=<redacted>' '--password=<redacted>'"),
            // The -p of docker's command is --purge.
            ("manifest push -p r/a", "manifest push -p r/a"),
        ])
    func `a command is repeated without its password`(typed: String, shown: String) {
        #expect(TypedCommand(typed.split(separator: " ").map(String.init)).text == shown)
    }
}
