import BinaryModel
import LayerModel
import StartModel
import TestSupport
import Testing

/// Images that start, and one image for each reason not to.
struct StartChainTests {
    /// An image and what is said about it.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let config: String
        let platform: String
        let tree: [String]
        let kind: StartCause.Kind
        let symptom: StartSymptom?
        let text: String

        init(
            _ name: String, _ config: String, on platform: String = "linux/amd64", _ tree: [String],
            _ kind: StartCause.Kind, _ symptom: StartSymptom?, _ text: String
        ) {
            (testDescription, self.config, self.platform, self.tree) = (name, config, platform, tree)
            (self.kind, self.symptom, self.text) = (kind, symptom, text)
        }
    }

    private static let app = #"{"Entrypoint":["/app"]}"#

    @Test(arguments: [
        (app, "linux/amd64", ["app = busybox-amd64"], ["program /app"]),
        (app, "linux/arm64", ["app = busybox-arm64"], ["program /app"]),
        (app, "linux/amd64", ["app -> /opt/x", "opt/x = busybox-amd64"], ["program /opt/x"]),
        (app, "linux/amd64", ["app = busybox-i386"], ["program /app"]),
        (
            app, "linux/amd64",
            [
                "app = dynamic-amd64", "lib64 -> usr/lib64", "usr/lib64/ld-linux-x86-64.so.2 -> ../lib/ld.so",
                "usr/lib/ld.so = busybox-amd64",
            ],
            ["program /app", "loader /usr/lib/ld.so"]
        ),
        (
            app, "linux/amd64",
            ["app = dynamic-amd64 @musl", "lib/ld-musl-x86_64.so.1 -> libc.so", "lib/libc.so = busybox-amd64"],
            ["program /app", "loader /lib/libc.so"]
        ),
        (
            #"{"Cmd":["sh"],"Env":["PATH=/opt:/bin"]}"#, "linux/amd64",
            ["bin -> usr/bin", "usr/bin/sh -> busybox", "usr/bin/busybox = busybox-amd64"], ["program /usr/bin/busybox"]
        ),
        (#"{"Cmd":["sh"]}"#, "linux/amd64", ["bin/sh = busybox-amd64"], ["program /bin/sh"]),
        (#"{"Entrypoint":[""],"Cmd":["/app"]}"#, "linux/amd64", ["app = busybox-amd64"], ["program /app"]),
        (
            #"{"Entrypoint":["/tini","-g","--"],"Cmd":["app","x"]}"#, "linux/amd64",
            ["tini = busybox-amd64", "bin/app = busybox-amd64"], ["program /tini", "command /bin/app"]
        ),
        (
            #"{"Cmd":["/bin/sh","-c","/missing || /app"]}"#, "linux/amd64", ["bin/sh = busybox-amd64"],
            ["program /bin/sh"]
        ),
        (
            #"{"Entrypoint":["/e.sh"],"Cmd":["serve"]}"#, "linux/amd64",
            ["e.sh : #!/bin/sh\n", "bin/sh = busybox-amd64"], ["program /e.sh", "interpreter /bin/sh"]
        ),
        (
            #"{"Entrypoint":["/qemu"],"Cmd":["/app"]}"#, "linux/amd64",
            ["qemu = busybox-amd64", "app = busybox-arm64"], ["program /qemu"]
        ),
        (#"{"Cmd":["./run"],"WorkingDir":"/srv"}"#, "linux/amd64", ["srv/run = busybox-amd64"], ["program /srv/run"]),
        (
            #"{"Cmd":["tool"],"Env":["PATH=/a:/b"]}"#, "linux/amd64",
            ["a/tool 644 : text", "b/tool = busybox-amd64"], ["program /b/tool"]
        ),
        (
            app, "linux/amd64", ["app : #!/bin/sh -e\n", "bin/sh = busybox-amd64"],
            ["program /app", "interpreter /bin/sh"]
        ),
        (
            app, "linux/amd64",
            ["app : #!/usr/bin/env python3\n", "usr/bin/env = busybox-amd64", "usr/bin/python3 = busybox-amd64"],
            ["program /app", "interpreter /usr/bin/env", "command /usr/bin/python3"]
        ),
        (
            app, "linux/amd64",
            ["app : #!/usr/bin/env -S sh -e\n", "usr/bin/env = busybox-amd64", "bin/sh = busybox-amd64"],
            ["program /app", "interpreter /usr/bin/env", "command /bin/sh"]
        ),
        (
            app, "linux/amd64",
            ["app : #!/a\n", "a : #!/b\n", "b : #!/c\n", "c : #!/d\n", "d : #!/e\n", "e = busybox-amd64"],
            ["program /app", "interpreter /a", "interpreter /b", "interpreter /c", "interpreter /d", "interpreter /e"]
        ),
        ("{}", "linux/amd64", ["data/model.bin : text"], []),
        (app, "wasip1/wasm", ["app : \u{0}asm\u{1}\u{0}\u{0}\u{0}"], ["program /app"]),
    ])
    func `an image that starts is followed to its loader`(
        config: String, platform: String, tree: [String], steps: [String]
    ) throws {
        let chain = try SampleTree.chain(tree, config, platform: platform)
        #expect(chain.failure == nil)
        #expect(chain.steps.map { "\($0.role) \($0.file?.path ?? "none")" } == steps)
    }

    static let rows = [
        Row(
            "wrong architecture", app, on: "linux/arm64", ["app = busybox-amd64"], .architecture, .formatError,
            "/app does not start: it was built for amd64, not for arm64"),
        Row(
            "a foreign program behind tini", #"{"Entrypoint":["/tini","--","/app"]}"#,
            ["tini = busybox-amd64", "app = busybox-arm64"], .architecture, .formatError, "/app does not start"),
        Row(
            "a foreign program behind env", #"{"Entrypoint":["env","A=1","/app"]}"#,
            ["bin/env = busybox-amd64", "app = busybox-arm64"], .architecture, .formatError, "/app does not start"),
        Row(
            "a foreign program behind a shell", #"{"Cmd":["/bin/sh","-c","exec /app --port $PORT"]}"#,
            ["bin/sh = busybox-amd64", "app = busybox-arm64"], .architecture, .formatError, "/app does not start"),
        Row(
            "a foreign command behind an entrypoint script", #"{"Entrypoint":["/e.sh"],"Cmd":["app"]}"#,
            ["e.sh : #!/bin/sh\nexec \"$@\"\n", "bin/sh = busybox-amd64", "bin/app = busybox-arm64"], .architecture,
            .formatError, "/bin/app does not start"),
        Row("x32", app, ["app = x32"], .architecture, .formatError, "/app does not start: it was built for"),
        Row("a level that Go checks", app, ["app = go-amd64v3"], .level, .refusal, "it needs v3"),
        Row(
            "a level that glibc checks", app,
            ["app = marked-v3-dynamic", "lib64/ld-linux-x86-64.so.2 = busybox-amd64"], .level, .refusal, "it needs v3"),
        Row("nothing", app, [], .missingFile, .noFile, "/app is not in the image"),
        Row(
            "a directory is missing", #"{"Cmd":["/srv/x/app"]}"#, ["bin/"], .missingFile, .noFile,
            "/srv/x/app is not in the image: there is no /srv"),
        Row(
            "a link to nothing", app, ["app -> /opt/app"], .missingFile, .noFile,
            "/app is a symbolic link that leads to nothing: there is no /opt"),
        Row("no shell", #"{"Cmd":["/bin/sh","-c","app"]}"#, ["app = busybox-amd64"], .missingFile, .noFile, "/bin/sh"),
        Row(
            "not in PATH", #"{"Cmd":["nginx"],"Env":["PATH=/usr/bin:/bin"]}"#, ["usr/sbin/nginx = busybox-amd64"],
            .notInSearchPath, .notInSearchPath, "'nginx' is in none of the directories of PATH: /usr/bin, /bin"),
        Row(
            "an empty PATH", #"{"Cmd":["app"],"Env":["PATH="]}"#, ["app = busybox-amd64"], .notInSearchPath,
            .notInSearchPath, "'app' is in no directory, because PATH is empty"),
        Row(
            "an empty command", #"{"Cmd":[""]}"#, ["bin/sh = busybox-amd64"], .notInSearchPath, .notInSearchPath,
            "the command is an empty string"),
        Row(
            "a link to nothing in PATH", #"{"Cmd":["sh"]}"#, ["bin/sh -> busybox"], .notInSearchPath, .notInSearchPath,
            "'sh' is in PATH only as /bin/sh, a symbolic link: there is no /bin/busybox"),
        Row(
            "a link to nothing for env", app,
            ["app : #!/usr/bin/env sh\n", "usr/bin/env = busybox-amd64", "bin/sh -> /opt/sh"], .missingInterpreter,
            .commandNotFound, "/app is a script for 'sh', which is in PATH only as /bin/sh, a symbolic link"),
        Row("links in a circle", app, ["app -> b", "b -> app"], .linkLoop, .tooManyLinks, "leads round in a circle"),
        Row(
            "a file in the path", #"{"Cmd":["/app/run"]}"#, ["app = busybox-amd64"], .notDirectory, .notDirectory,
            "/app is not a directory"),
        Row("a directory", app, ["app/"], .directory, .permissionDenied, "/app is a directory"),
        Row("a device", app, ["app*"], .notExecutable, .permissionDenied, "/app is a device"),
        Row("no x bit", app, ["app 644 = busybox-amd64"], .notExecutable, .permissionDenied, "its mode is 644"),
        Row(
            "no x bit in PATH", #"{"Cmd":["sh"]}"#, ["bin/sh 644 = busybox-amd64"], .notExecutable, .permissionDenied,
            "/bin/sh lacks the execute permission"),
        Row(
            "no x bit of an interpreter", app, ["app : #!/bin/sh\n", "bin/sh 600 = busybox-amd64"], .notExecutable,
            .permissionDenied, "/bin/sh lacks"),
        Row("empty", app, ["app : "], .noProgram, .formatError, "it is an empty file"),
        Row("no #!", app, ["app : echo hello\n"], .noProgram, .formatError, "it is text without '#!'"),
        Row("byte order mark", app, ["app : \u{FEFF}#!/bin/sh\n"], .noProgram, .formatError, "byte order mark"),
        Row("blank before #!", app, ["app : \n#!/bin/sh\n"], .noProgram, .formatError, "a blank before its '#!'"),
        Row("HTML", app, ["app : <!DOCTYPE html><html>"], .noProgram, .formatError, "an HTML page"),
        Row(
            "an error of S3", app, ["app : <?xml version=\"1.0\"?><Error>"], .noProgram, .formatError, "an XML document"
        ),
        Row(
            "Git LFS", app, ["app : version https://git-lfs.github.com/spec/v1\n"], .noProgram, .formatError, "Git LFS"),
        Row(
            "a long #!", app, ["app : #!/\(String(repeating: "d", count: 260))\n"], .noProgram, .formatError,
            "256 bytes"),
        Row("an empty #!", app, ["app : #!\n"], .noProgram, .formatError, "names no interpreter"),
        Row("WebAssembly", app, ["app : \u{0}asm\u{1}\u{0}\u{0}\u{0}"], .format, .formatError, "WebAssembly"),
        Row("Mach-O", app, ["app = mach-object-amd64"], .format, .formatError, "Mach-O"),
        Row("a class", app, ["app = java"], .noProgram, .formatError, "a class of Java"),
        Row("an object file", app, on: "linux/arm", ["app = object-arm"], .noProgram, .formatError, "an object file"),
        Row("cut at 4 KiB", app, ["app = busybox-amd64 @4096"], .cut, .crash, "the file was cut"),
        Row(
            "CR LF", app, ["app : #!/bin/sh\r\n", "bin/sh = busybox-amd64"], .carriageReturn, .notFound,
            "/app does not start: its first line ends in CR LF"),
        Row(
            "CR LF behind a shell's option", app, ["app : #!/bin/sh -e\r\n", "bin/sh = busybox-amd64"], .carriageReturn,
            .refusal, "so that /bin/sh gets '-e\\r'"),
        Row(
            "CR LF behind env", app,
            ["app : #!/usr/bin/env sh\r\n", "usr/bin/env = busybox-amd64", "bin/sh = busybox-amd64"], .carriageReturn,
            .commandNotFound, "CR LF"),
        Row(
            "no interpreter", app, ["app : #!/bin/bash\n", "bin/sh = busybox-amd64"], .missingInterpreter, .notFound,
            "/app is a script for /bin/bash, which is not in the image"),
        Row("no env", app, ["app : #!/usr/bin/env sh\n"], .missingInterpreter, .notFound, "/usr/bin/env"),
        Row(
            "no command of env", app, ["app : #!/usr/bin/env bash\n", "usr/bin/env = busybox-amd64"],
            .missingInterpreter, .commandNotFound, "/app is a script for 'bash', which is in none"),
        Row(
            "env without -S", app,
            ["app : #!/usr/bin/env sh -e\n", "usr/bin/env = busybox-amd64", "bin/sh = busybox-amd64"], .unsplitCommand,
            .commandNotFound, "/app asks env for 'sh -e'"),
        Row(
            "a foreign interpreter", app, ["app : #!/bin/sh\n", "bin/sh = busybox-arm64"], .architecture, .formatError,
            "/app is a script for /bin/sh, which does not start: it was built for arm64, not for amd64"),
        Row(
            "a foreign command of env", app,
            ["app : #!/usr/bin/env x\n", "usr/bin/env = busybox-amd64", "bin/x = busybox-arm64"], .architecture,
            .formatError, "/bin/x"),
        Row(
            "six scripts", app,
            [
                "app : #!/a\n", "a : #!/b\n", "b : #!/c\n", "c : #!/d\n", "d : #!/e\n", "e : #!/f\n",
                "f = busybox-amd64",
            ],
            .nestedScripts, .tooManyLinks, "more than five levels"),
        Row(
            "scripts that env starts for ever", app, ["app : #!/usr/bin/env /app\n", "usr/bin/env = busybox-amd64"],
            .nestedScripts, .tooManyLinks, "/app"),
        Row(
            "a foreign env", app,
            ["app : #!/usr/bin/env sh\n", "usr/bin/env = busybox-arm64", "bin/sh = busybox-amd64"],
            .architecture, .formatError, "a script for /usr/bin/env, which does not start: it was built for arm64"),
        Row(
            "env without its loader", app,
            ["app : #!/usr/bin/env sh\n", "usr/bin/env = dynamic-amd64", "bin/sh = busybox-amd64"], .missingLoader,
            .notFound, "/usr/bin/env needs the loader"),
        Row("a script that interprets itself", app, ["app : #!/app\n"], .nestedScripts, .tooManyLinks, "/app"),
        Row(
            "no loader", app, ["app = dynamic-amd64", "lib/"], .missingLoader, .notFound,
            "/app needs the loader /lib64/ld-linux-x86-64.so.2, which is not in the image"),
        Row("musl's loader missing", app, ["app = dynamic-amd64 @musl"], .missingLoader, .notFound, "ld-musl-x86_64"),
        Row(
            "a loader behind a link to nothing", app, ["app = dynamic-amd64", "lib64 -> usr/lib64"], .missingLoader,
            .notFound, "/lib64/ld-linux-x86-64.so.2"),
        Row(
            "a foreign loader", app, ["app = dynamic-amd64", "lib64/ld-linux-x86-64.so.2 = busybox-arm64"],
            .foreignLoader, .badLibrary, "was built for amd64, but its loader /lib64/ld-linux-x86-64.so.2 for arm64"),
        Row(
            "a 32-bit loader", app, ["app = dynamic-amd64", "lib64/ld-linux-x86-64.so.2 = busybox-i386"],
            .foreignLoader, .badLibrary, "for 386"),
        Row(
            "an empty loader", app, ["app = dynamic-amd64", "lib64/ld-linux-x86-64.so.2 : "], .brokenLoader,
            .inputOutput, "it is an empty file"),
        Row(
            "text for a loader", app,
            ["app = dynamic-amd64", "lib64/ld-linux-x86-64.so.2 : \(String(repeating: "x", count: 99))"], .brokenLoader,
            .badLibrary, "it is text without '#!'"),
        Row(
            "the loader of an interpreter", app,
            ["app : #!/bin/sh\n", "bin/sh = dynamic-arm64"], .architecture, .formatError, "/bin/sh"),
        Row(
            "an interpreter without loader", app, ["app : #!/bin/sh\n", "bin/sh = dynamic-amd64"], .missingLoader,
            .notFound, "/bin/sh needs the loader"),
    ]

    @Test(arguments: rows)
    func `each reason not to start has its cause, symptom and remedy`(row: Row) throws {
        let chain = try SampleTree.chain(row.tree, row.config, platform: row.platform)
        let cause = try #require(chain.failure)
        #expect(cause.kind == row.kind)
        #expect(cause.symptom == row.symptom)
        #expect("\(cause)".contains(row.text), "\(cause)")
        #expect(!cause.remedy.isEmpty)
        #expect(!cause.kind.sentence.isEmpty)
    }

    @Test(arguments: [
        (
            #"{"Cmd":["C:\\App\\run.exe"]}"#, "windows/amd64", "Files/App/run.exe = windows-amd64",
            nil as StartCause.Kind?, true
        ),
        (#"{"Cmd":["c:/app/RUN"]}"#, "windows/amd64", "Files/App/run.exe = windows-amd64", nil, true),
        (#"{"Cmd":["run x"],"WorkingDir":"C:\\App"}"#, "windows/amd64", "Files/App/run.exe = windows-amd64", nil, true),
        (
            #"{"Cmd":["run"],"Env":["Path=C:\\App;C:\\X"]}"#, "windows/amd64", "Files/App/run.exe = windows-amd64", nil,
            true
        ),
        (#"{"Cmd":["\"C:\\App\\run.exe\" -x"]}"#, "windows/amd64", "Files/App/run.exe = windows-amd64", nil, true),
        (#"{"Cmd":["C:\\App\\run.exe"]}"#, "windows/arm64", "Files/App/run.exe = windows-amd64", .architecture, true),
        (#"{"Cmd":["C:\\App\\run.exe"]}"#, "windows/amd64", "Files/App/run.exe = busybox-amd64", .format, true),
        (#"{"Cmd":["powershell"]}"#, "windows/amd64", "Files/App/run.exe = busybox-amd64", .notInSearchPath, false),
    ])
    func `in images of Windows the entrypoint is looked up as Windows does`(
        config: String, platform: String, entry: String, kind: StartCause.Kind?, isFound: Bool
    ) throws {
        let chain = try SampleTree.chain([entry], config, platform: platform)
        #expect(chain.findings.first?.cause.kind == kind)
        #expect((chain.steps.first?.file != nil) == isFound)
    }

    @Test(arguments: [
        (#"{"Cmd":[""]}"#, "name a program in ENTRYPOINT or CMD"),
        (#"{"Cmd":["nginx -g"]}"#, "each of its arguments a string of its own"),
        (#"{"Cmd":["app"],"Env":["PATH="]}"#, "set PATH with ENV"),
        // A shell takes the backslash away unless it stands in quotes.
        (#"{"Cmd":["/app"]}"#, #"sed -i 's/\r$//' FILE"#),
    ])
    func `a remedy can be carried out as it stands`(config: String, remedy: String) throws {
        let chain = try SampleTree.chain(["app : #!/bin/sh\r\n", "bin/sh = busybox-amd64"], config)
        #expect(try #require(chain.failure).remedy.contains(remedy))
    }

    @Test func `a program for another machine is one without the execute permission, too`() throws {
        let chain = try SampleTree.chain(["app 644 = busybox-arm64"], Self.app)
        #expect(chain.findings.map(\.cause.kind) == [.notExecutable, .architecture])
        #expect(chain.findings.filter(\.isFailure).count == 2)
    }

    @Test func `what a volume may bring is no failure`() throws {
        let config = #"{"Entrypoint":["/config/run"],"Volumes":{"/config":{}}}"#
        let chain = try SampleTree.chain(["bin/"], config)
        #expect(chain.failure == nil)
        #expect(chain.findings.map(\.cause) == [.missingFile(path: "/config/run", missing: "/config")])
    }

    @Test func `a carriage return in the argument of another interpreter is a warning`() throws {
        let chain = try SampleTree.chain(["app : #!/bin/perl -w\r\n", "bin/perl = busybox-amd64"], Self.app)
        #expect(chain.failure == nil)
        #expect(chain.findings.first?.cause.description.contains("/app may not start") == true)
    }

    @Test func `a program of Windows in a Linux image is a warning`() throws {
        let chain = try SampleTree.chain(["app = windows-amd64"], Self.app)
        #expect(chain.failure == nil)
        #expect(chain.findings.map(\.cause.kind) == [.format])
        #expect(chain.findings.first?.cause.description.contains("starts only through a runtime") == true)
    }

    @Test func `a text that env starts is a warning, for glibc gives it to the shell`() throws {
        let chain = try SampleTree.chain(
            ["app : #!/usr/bin/env run\n", "usr/bin/env = busybox-amd64", "bin/run : echo\n"], Self.app)
        #expect(chain.failure == nil)
        #expect(chain.findings.map(\.cause.kind) == [.noProgram])
    }

    @Test func `random trees of links and scripts are followed to an end`() throws {
        var random = SeededGenerator.fromEnvironment("random starts")
        let names = ["a", "b", "c", "bin/a", "bin/b", "env"]
        let contents = ["= busybox-amd64", "= dynamic-arm64", ": ", ": text", "-> a", "-> /b", "-> ../c"]
        for _ in 0..<300 {
            let lines = names.map { name in
                let other = names[Int.random(in: 0..<names.count, using: &random)]
                let scripts = [": #!/\(other)\n", ": #!/env \(other)\n", ": #!/env -S \(other) x\r\n", ": #!\(other)"]
                let all = contents + scripts
                return "\(name) \(all[Int.random(in: 0..<all.count, using: &random)])"
            }
            let name = names[Int.random(in: 0..<names.count, using: &random)]
            let chain = try SampleTree.chain(lines, #"{"Cmd":["\#(name)"],"Env":["PATH=/:bin:"]}"#)
            #expect(chain.steps.count <= 70)
            for finding in chain.findings {
                #expect(!finding.cause.description.isEmpty && !finding.cause.remedy.isEmpty)
            }
        }
    }
}
