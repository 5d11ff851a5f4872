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
    private static func line(_ text: String) throws -> ScriptLine? {
        guard case .script(let line) = try Program(Array(text.utf8)).binary(.machine).content else { return nil }
        return line
    }
}
