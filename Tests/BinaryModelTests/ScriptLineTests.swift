import BinaryModel
import Testing

/// The first line of scripts, read as Linux' `fs/binfmt_script.c` reads it.
struct ScriptLineTests {
    @Test(
        arguments: [
            ("#!/bin/sh\necho", "/bin/sh", nil),
            ("#!/bin/sh", "/bin/sh", nil),
            ("#! \t/bin/sh -e -u \necho", "/bin/sh", "-e -u"),
            ("#!/usr/bin/env -S deno run\n", "/usr/bin/env", "-S deno run"),
            ("#!/bin/sh\r\necho", "/bin/sh\r", nil),
            ("#!/usr/bin/env python3\r\n", "/usr/bin/env", "python3\r"),
            ("#!sh\n", "sh", nil),
        ] as [(String, String, String?)])
    func `the interpreter and its only argument are taken apart`(
        text: String, interpreter: String, argument: String?
    ) throws {
        let line = try #require(try Self.line(text))
        #expect(line.interpreter == interpreter)
        #expect(line.argument == argument)
        #expect(line.endsInCarriageReturn == text.contains("\r"))
    }
    @Test(
        arguments: [
            ("#!/usr/bin/env python3\n", ["python3"]), ("#!/usr/bin/env -S deno run -A\n", ["deno", "run", "-A"]),
            ("#!/usr/bin/env -S -i A=1 sh\n", ["sh"]), ("#!/usr/bin/env -Ssh -e\n", ["sh", "-e"]),
            // env takes all the rest as one name.
            ("#!/usr/bin/env sh -e\n", ["sh -e"]), ("#!/usr/bin/env -i\n", nil), ("#!/bin/sh -e\n", nil),
            ("#!/usr/bin/env\n", nil),
        ] as [(String, [String]?)])
    func `the command that env looks up is named`(text: String, command: [String]?) throws {
        #expect(try #require(try Self.line(text)).environmentCommand == command)
    }

    @Test func `only 256 bytes count, and an interpreter that is cut there is none`() throws {
        let path = "/" + String(repeating: "a", count: 240)
        let long = try #require(try Self.line("#!\(path) \(String(repeating: "b", count: 100))\n"))
        #expect(long.interpreter == path)
        #expect(long.argument == String(repeating: "b", count: 11))
        #expect(try Self.line("#!/" + String(repeating: "a", count: 252) + "\n")?.interpreter.utf8.count == 253)
        #expect(try Self.line("#!/" + String(repeating: "a", count: 253) + "\n") == nil)
    }

    private static func line(_ text: String) throws -> ScriptLine? {
        guard case .script(let line) = try Program(Array(text.utf8)).binary(.machine).content else { return nil }
        return line
    }
}
