import TestSupport
import Testing

@testable import PlatformModel

@Suite struct VectorLineTests {
    private static let answers = VectorAnswers(catalog: builtIn, host: raw("linux/arm/v6"))

    private static func answer(_ line: String) -> String {
        String(decoding: answers.answer(Array(line.utf8)).line, as: UTF8.self)
    }

    @Test(arguments: [
        (
            #"{"id":"a","host":{"os":"linux","architecture":"amd64"},"candidates":[{"os":"linux","architecture":"arm64"},{"os":"linux","architecture":"amd64"}]}"#,
            #"{"chosen":[1],"id":"a","refusals":[{"position":[0],"word":"architecture"}],"word":"exact"}"#
        ),
        (
            #"{"id":"b","host":{"os":"linux","architecture":"amd64"},"candidates":[]}"#,
            #"{"chosen":null,"id":"b","refusals":[],"word":null}"#
        ),
        (
            #"{"id":"c","host":{"os":"linux","architecture":"amd64"},"facts":{"emulators":["aarch64"],"compat32":true},"candidates":[{"os":"linux","architecture":"arm64"}]}"#,
            #"{"chosen":[0],"id":"c","refusals":[],"word":"emulated"}"#
        ),
        (
            #"{"id":"d","host":{"os":"linux","architecture":"amd64"},"candidates":[{"platform":null,"manifests":[{"platform":{"os":"linux","architecture":"386"}}]}]}"#,
            #"{"chosen":[0,0],"id":"d","refusals":[],"word":"from-config"}"#
        ),
        (
            #"{"id":"e","host":{"os":"linux","architecture":"amd64"},"candidates":[{"platform":null,"config":{}},{"platform":null}]}"#,
            #"{"chosen":null,"id":"e","refusals":[{"position":[0],"word":"undeclared-unreadable"},{"position":[1],"word":"undeclared-unreadable"}],"word":null}"#
        ),
        (#"{"id":7,"input":"linux"}"#, #"{"id":7,"platform":{"architecture":"arm","os":"linux","variant":"v6"}}"#),
        (
            #"{"id":"f","input":"linux/armhf/v6","host":null}"#,
            #"{"error":"armhf means v7; variant v6 contradicts it","id":"f"}"#
        ),
        (
            #"{"id":"g","platform":{"os":"linux","architecture":"arm","os.features":["b","a"]}}"#,
            #"{"format":"linux/arm","format_all":"linux(+a+b)/arm","id":"g"}"#
        ),
        (
            #"{"id":"h","normalize":{"architecture":"x86_64","variant":"V3"}}"#,
            #"{"architecture":"amd64","id":"h","variant":"v3"}"#
        ),
        (
            #"{"id":"i","os":"linux","probes":{"process_arch":"amd64"}}"#,
            #"{"id":"i","platform":{"architecture":"amd64","os":"linux"}}"#
        ),
    ])
    func `each kind of vector has an answer`(line: String, expected: String) {
        #expect(Self.answer(line) == expected)
        #expect(!Self.answers.answer(Array(line.utf8)).isMalformed)
    }

    @Test(arguments: [
        ("", #"{"error":"the line is not JSON","id":null}"#),
        ("{", #"{"error":"the line is not JSON","id":null}"#),
        ("[]", #"{"error":"the line is not a JSON object","id":null}"#),
        (#"{"id":"a"}"#, #"{"error":"these keys match no kind of question","id":"a"}"#),
        (#"{"id":{},"x":1}"#, #"{"error":"these keys match no kind of question","id":null}"#),
        (#"{"id":"b","input":7}"#, #"{"error":"'input' has the wrong type","id":"b"}"#),
        (
            #"{"id":"c","host":{},"candidates":[{"os":"linux"},{"os":1}]}"#,
            #"{"error":"'candidates.1.os' has the wrong type","id":"c"}"#
        ),
        (#"{"id":"d","normalize":{}}"#, #"{"error":"'normalize.architecture' is missing","id":"d"}"#),
        (
            #"{"id":"e","host":{},"facts":{"product":"phone"},"candidates":[]}"#,
            #"{"error":"'facts.product' is not a known value","id":"e"}"#
        ),
        (#"{"id":"f","host":{}}"#, #"{"error":"these keys match no kind of question","id":"f"}"#),
        (#"{"id":"g","os":"linux"}"#, #"{"error":"these keys match no kind of question","id":"g"}"#),
    ])
    func `a line that is not a vector is answered with an error`(line: String, expected: String) {
        #expect(Self.answer(line) == expected)
        #expect(Self.answers.answer(Array(line.utf8)).isMalformed)
    }

    @Test func `no damage to a line traps`() throws {
        var random = SeededGenerator.fromEnvironment("damaged vectors")
        let line = Array(
            #"{"id":"x","host":{"os":"windows","os.version":"10.0.20348"},"facts":{"isolation":["hyperv"]},"candidates":[{"platform":null,"manifests":[{"os":"windows","os.version":"10.0.1"}]},{"platform":{"os.features":["a"]}}]}"#
                .utf8)
        for _ in 0..<2000 {
            var damaged = line
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let position = Int.random(in: 0..<damaged.count, using: &random)
                damaged[position] = UInt8.random(in: 0...255, using: &random)
            }
            #expect(!Self.answers.answer(damaged).line.isEmpty)
        }
        let deep = String(repeating: #"{"manifests":["#, count: 3000)
        #expect(Self.answers.answer(Array(#"{"host":{},"candidates":[\#(deep)"#.utf8)).isMalformed)
    }
}
