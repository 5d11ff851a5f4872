import TestSupport
import Testing

struct VectorsCommandTests {
    @Test func `each line has one answer, in order, with its id`() throws {
        let lines = [
            #"{"id":"parse","input":"linux/armhf"}"#,
            #"{"id":"format","platform":{"os":"linux","architecture":"arm64"}}"#,
            #"{"id":3,"normalize":{"architecture":"aarch64","variant":""}}"#,
            #"{"id":"detect","os":"linux","probes":{"process_arch":"arm","AT_PLATFORM":"v6l"}}"#,
        ]
        let result = try Command.run("vectors", stdin: lines.joined(separator: "\n"))
        #expect(result.status == 0)
        #expect(result.errors == "")
        let answers = try result.output.split(separator: "\n").map { try JSONObject($0) }
        #expect(answers.count == 4)
        #expect(answers[0].object("platform")?.text("architecture") == "arm")
        #expect(answers[1].text("format") == "linux/arm64")
        #expect(answers[2].number("id") == 3)
        #expect(answers[3].object("platform")?.text("variant") == "v6")
    }

    @Test func `an invalid line is answered with an error, the others as usual, and the status is 11`() throws {
        let input =
            "nonsense\n{\"id\":\"a\",\"input\":\"linux\"}\r\n{}\n[1]\n\u{0}\n{\"id\":\"b\",\"input\":\"linux/arm64\"}"
        let result = try Command.run("vectors", stdin: input)
        #expect(result.status == 11)
        let answers = try result.output.split(separator: "\n").map { try JSONObject($0) }
        #expect(answers.map { $0.text("error") != nil } == [true, false, true, true, true, false])
        #expect(result.errors == "resolve: 4 lines could not be answered\n")
    }

    @Test func `empty input has no answers`() throws {
        for input in ["", "\n\n"] {
            let result = try Command.run("vectors", stdin: input)
            #expect(result.status == 0)
            #expect(result.output == "")
        }
    }

    @Test func `a program that sends one line gets its answer before it sends the next`() throws {
        let script = #"""
            mkfifo in out || exit 99
            "$0" vectors < in > out & exec 3> in 4< out
            echo '{"id":1,"input":"linux/arm64"}' >&3; read first <&4; echo "$first"
            echo '{"id":2,"input":"linux/386"}' >&3; read second <&4; echo "$second"
            exec 3>&-; wait $!
            """#
        let folder = try TemporaryFolder()
        let result = try run(
            "bash", ["-c", script, try ResolveBinary.path()], directory: folder.path, timeoutSeconds: 20)
        #expect(result.status == 0)
        #expect(result.output.split(separator: "\n").count == 2)
    }

    @Test func `random damage to vectors never traps`() throws {
        var random = SeededGenerator.fromEnvironment("VectorsCommandTests")
        let samples = try ["parse", "format", "normalize", "detect", "selection"].flatMap { name in
            try Fixtures.bytes("vectors/\(name).json").split(separator: UInt8(ascii: "\n")).dropFirst().prefix(40)
        }
        var input: [UInt8] = []
        for sample in samples {
            var line = Array(sample)
            for _ in 0..<Int.random(in: 1...4, using: &random) where !line.isEmpty {
                line[Int.random(in: 0..<line.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            input += line.filter { $0 != UInt8(ascii: "\n") } + [UInt8(ascii: "\n")]
        }
        let result = try run(ResolveBinary.path(), ["vectors"], stdin: input)
        #expect(result.signal == nil)
        #expect([0, 11].contains(result.status))
    }
}
