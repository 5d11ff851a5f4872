import TestSupport
import Testing

@testable import TaskRunner

struct TaskFileTests {
    @Test func `every property of the format is read`() throws {
        let file = try task(Sample.everything)
        #expect(file.version == .withAliases)
        #expect(file.unknownProperties == [])
        #expect(file.steps.map(\.id) == ["image", "out", "say"])
        #expect(file.environment.map(\.unexpanded) == ["A=1", "B=two words"])
        #expect(file.secrets.map(\.id) == ["token"])
        #expect(file.networks.map(\.isDefault) == [true])
        #expect(file.volumes.map { $0.files.map(\.name) } == [["config.txt"]])
        #expect(file.steps[1].when?.map(\.unexpanded) == ["image"])
        #expect(
            file.steps[0].action.texts.map(\.unexpanded) == [
                "-t {{.Run.Registry}}/team/app:{{.Run.ID}}-arm64 --platform linux/arm64 --build-arg \"MESSAGE=two words\" -f Dockerfile ."
            ])
        // A name that is no alias stays, and two dollars are one.
        #expect(
            file.steps[2].action.texts.map(\.unexpanded) == [
                "mcr.microsoft.com/acr/bash:7ee1d7f echo '{{.Values.greeting}}' $HOME $ID"
            ])
    }

    @Test func `a plan has every variable replaced`() throws {
        let values = TaskValues(
            facts: [.registry: "r.example", .id: "x1", .architecture: "s390x"], values: ["greeting": "hi"],
            secrets: ["token": "abc"])
        let steps = try plan(Sample.everything, values).steps
        #expect(steps.map(\.dependencies) == [[], [0], []])
        #expect(steps[0].environment == ["A=1", "B=two words", "C=3"])
        #expect(steps[0].workingDirectory == "/workspace/sub")
        #expect(steps[2].workingDirectory == "deeper")
        #expect(steps[1].action == .push(["r.example/team/app:x1-arm64"]))
        #expect(steps[2].action == .command(["mcr.microsoft.com/acr/bash:7ee1d7f", "echo", "hi", "$HOME", "$ID"]))
        guard case .build(let command, let names) = steps[0].action else {
            Issue.record("not a build")
            return
        }
        #expect(steps[0].platform?.short == "linux/arm64")
        #expect(command.tags == ["r.example/team/app:x1-arm64"])
        #expect(command.words.contains("MESSAGE=two words"))
        #expect(names == ["r.example/team/app:x1-arm64"])
        #expect(command.context == ".")
        let timing = steps[0].timing
        #expect(
            [timing.timeout, timing.startDelay, timing.retries, timing.retryDelay, timing.repetitions] == [
                60, 1, 2, 3, 4,
            ])
        #expect(steps[1].timing.timeout == 900)
        #expect(steps[2].container.network == "back")
        #expect(steps[2].container.mounts == [ContainerOptions.Mount(volume: "files", path: "/files")])
    }

    @Test func `ids and defaults are those of the format`() throws {
        let file = try task("steps: [{cmd: a}, {id: b, cmd: b}, {cmd: c}]")
        #expect(file.steps.map(\.id) == ["acb_step_0", "b", "acb_step_2"])
        #expect(file.version == .withAliases)
        let steps = try plan("steps: [{cmd: a}, {cmd: b}]").steps
        #expect(steps.map(\.dependencies) == [[], [0]])
        #expect(steps.map(\.timing) == [StepTiming(), StepTiming()])
        #expect(StepTiming().timeout == 600)
    }

    @Test func `a push is a list or a single name, and names get the registry of the run and a tag`() throws {
        let values = TaskValues(facts: [.registry: "r.example"])
        let steps = try plan("steps: [{push: app}, {push: [team/app:1, localhost/x:2, 'q.io/y@sha256:00']}]", values)
            .steps
        #expect(steps[0].action == .push(["r.example/app:latest"]))
        #expect(steps[1].action == .push(["r.example/team/app:1", "localhost/x:2", "q.io/y@sha256:00"]))
    }

    @Test(.userCase("L6"), arguments: ["1.0-preview-1", "1.0-Preview-1", "'1.0-PREVIEW-1'", "V1.0.0"])
    func `the versions of files are those that ACR Tasks accepts, in any case`(version: String) throws {
        let text = "version: \(version)\nsteps: [{cmd: 'bash $ID'}]"
        #expect(try task(text).steps[0].action.texts[0].unexpanded == "bash $ID")
        #expect(try findings(text) == [])
    }

    @Test(
        .userCase("L7"),
        arguments: [
            ("{{.Secrets.s | b64enc}}", "c8OpICI="), ("{{ .Secrets.s|b64enc }}", "c8OpICI="),
            ("{{ b64enc .Secrets.s }}", "c8OpICI="), (#"{{"not \"encoded\"" | b64enc}}"#, "bm90ICJlbmNvZGVkIg=="),
            ("{{`a|}}` | b64enc}}", "YXx9fQ=="), (#"{{"{{"}}x{{"}}"}}"#, "{{x}}"), ("{{.Secrets.s}}", "sé \""),
        ])
    func `a variable or a string can be encoded as base64`(text: String, expected: String) throws {
        let file = "secrets: [{id: s}]\nsteps:\n- cmd: x\n  user: \(text)"
        let values = TaskValues(secrets: ["s": "sé \""])
        #expect(try plan(file, values).steps[0].container.user == expected)
        #expect(try findings(file) == [])
        #expect(values.redactor.redacted("a c8OpICI= b") == "a <redacted> b")
    }

    @Test(
        .userCase("L7"),
        arguments: [
            "{{.Values.x | quote}}", "{{default \"a\" .Values.x}}", "{{- .Run.ID }}", "{{if .Values.x}}", "{{end}}",
            "{{range .Values.x}}", "{{$x := .Run.ID}}", "{{/* x */}}", "{{.Run.ID | b64enc | b64enc}}", "{{}}",
        ])
    func `other template syntax is named by lint and by a plan, and never becomes text`(text: String) throws {
        let expected =
            "'\(text)' is template syntax that is not supported; a variable can only be followed by '| b64enc'"
        for file in [
            "steps:\n- build: -t r.io/a:\(text) .", "steps:\n\(text)\n- cmd: x", "steps:\n- cmd: x\n  ports: [\(text)]",
        ] {
            let found = try findings(file)
            #expect(found.map(\.rule) == [.unknownVariable])
            #expect(found.map(\.sentence) == [expected])
            let error = try #require(throws: TaskError.self) { try plan(file) }
            #expect(error.sentence == expected)
        }
        #expect(try findings("# \(text)\nsteps: [{cmd: x}]") == [])
    }

    @Test func `braces that are not closed on their line are an error`() throws {
        let found = try findings("steps:\n- cmd: x {{.Run.ID\n")
        #expect(found.map(\.sentence) == ["the braces of '{{.Run.ID' are not closed on the same line"])
        #expect(found.map(\.line) == [2])
    }

    @Test func `aliases belong to version 1.1.0`() throws {
        let text = "alias: {values: {x: y}}\nsteps: [{cmd: bash $x $ID}]"
        #expect(try task("version: v1.0.0\n" + text).steps[0].action.texts[0].unexpanded == "bash $x $ID")
        #expect(
            try task("version: v1.1.0\n" + text).steps[0].action.texts[0].unexpanded
                == "mcr.microsoft.com/acr/bash:7ee1d7f y {{.Run.ID}}")
    }

    @Test func `the task's own aliases come before those of files, and a later file before an earlier one`() throws {
        let text = "alias: {values: {a: own}, src: [one.yaml, two.yaml]}\nsteps: [{cmd: x $a $b $c $d}]"
        let file = try task(text) { path throws(TaskError) in
            Array((path == "one.yaml" ? "b: one\nc: one" : "c: two\na: two").utf8)
        }
        #expect(file.steps[0].action.texts[0].unexpanded == "x own one two $d")
    }

    @Test(arguments: [
        ("steps: [{cmd: a}]\nversion: v2.0.0", "line 2: version 'v2.0.0' is none of v1.0.0, v1.1.0 and 1.0-preview-1"),
        ("version: v1.1.0", "line 1: the task has no list of steps"),
        ("steps: {cmd: a}", "line 1: the task has no list of steps"),
        ("steps:\n- id: a", "line 2: a step needs exactly one of build, push and cmd; this one has none"),
        ("steps:\n- cmd: a\n  push: b", "line 2: a step needs exactly one of build, push and cmd; this one has 2"),
        ("steps:\n- cmd: ''", "line 2: 'cmd' is empty"),
        ("steps:\n- push: []", "line 2: 'push' is empty"),
        ("steps:\n- cmd: [a]", "line 2: 'cmd' is a list, not a string"),
        (
            "steps:\n- cmd: a\n  id: two words",
            "line 3: the id 'two words' may contain only letters, digits, '_', '-' and '.'"
        ),
        ("steps:\n- cmd: a\n  retries: -1", "line 3: 'retries' is '-1', not a whole number of 0 or more"),
        ("steps:\n- cmd: a\n  timeout: 1.5", "line 3: 'timeout' is '1.5', not a whole number of 0 or more"),
        (
            "stepTimeout: 99999999\nsteps: [{cmd: a}]",
            "line 1: 'stepTimeout' is '99999999', which is too large; the maximum is 604800"
        ),
        ("steps:\n- cmd: a\n  keep: perhaps", "line 3: 'keep' is 'perhaps', neither true nor false"),
        ("steps:\n- push: a\n  retries: 1", "line 3: 'retries' is not a property of a push step"),
        ("alias: {values: {a-b: c}}\nsteps: [{cmd: a}]", "line 1: the alias 'a-b' may contain only letters and digits"),
        (
            "alias: {src: [https://x.example/a]}\nsteps: [{cmd: a}]",
            "line 1: 'https://x.example/a' in 'alias.src' is a URL; only local files are supported"
        ),
        ("alias: {src: [none.yaml]}\nsteps: [{cmd: a}]", "line 1: none.yaml: alias files are not supported here"),
        ("[1, 2]", "line 1: 'task' is a list, not a mapping"),
        ("a: 1\na: 2", "line 2: the key 'a' is already used on line 1"),
        ("steps: [{cmd: \u{E000}}]", "line 1: a character from Unicode's private use area is not allowed"),
    ])
    func `an invalid task names the line and the reason`(text: String, expected: String) throws {
        let error = try #require(throws: TaskError.self) { try task(text) }
        #expect(error.description == expected)
    }

    @Test(arguments: [
        ("steps: [{cmd: 'x {{.Run.Registry}}'}]", "line 1: '{{.Run.Registry}}' has no value: use --registry"),
        ("steps:\n- cmd: x {{.Values.a.b}}", "line 2: '{{.Values.a.b}}' has no value: use --set a.b=… or --values"),
        (
            "steps: [{cmd: 'x {{.Run.Nonsense}}'}]",
            "line 1: '{{.Run.Nonsense}}' is not a variable; variables are {{.Run.…}}, {{.Values.…}} and {{.Secrets.…}}"
        ),
        ("steps: [{cmd: \"x 'y\"}]", "line 1: a quote is not closed"),
        ("steps: [{build: -t}]", "line 1: '-t' has no value"),
        ("steps: [{cmd: docker manifest create x}]", "line 1: 'docker manifest create x' is not supported"),
        ("steps: [{cmd: a, env: [X]}]", "line 1: 'X' in 'env' is not of the form name=value"),
        (
            "steps: [{build: '--platform linux/amd64,linux/arm64 .'}]",
            "line 1: '--platform linux/amd64,linux/arm64' requests several images at once; write a build step for each platform"
        ),
        ("steps: [{cmd: a, volumeMounts: [{name: v, mountPath: /x}]}]", "line 1: there is no volume 'v'"),
        (
            "volumes: [{name: v, secret: {f: '?'}}]\nsteps: [{cmd: a}]",
            "line 1: the file 'f' of the volume 'v' is not valid base64"
        ),
        ("steps: [{cmd: a, id: x}, {cmd: b, id: x}]", "line 1: the id 'x' is already used on line 1"),
        ("steps: [{cmd: a, when: [other]}]", "line 1: 'when' names 'other', which is not a step"),
    ])
    func `a task that cannot run is refused before anything runs`(text: String, expected: String) throws {
        let error = try #require(throws: TaskError.self) { try plan(text) }
        #expect(error.description == expected)
    }

    @Test func `the value of a variable never changes the structure of the file`() throws {
        let values = TaskValues(values: ["x": "a\n- cmd: b, {: [", "t": "7"])
        let steps = try plan("steps:\n- cmd: 'say \"{{.Values.x}}\"'\n  timeout: {{ .Values.t }}", values).steps
        #expect(steps.map(\.action) == [.command(["say", "a\n- cmd: b, {: ["])])
        #expect(steps[0].timing.timeout == 7)
    }

    @Test func `a values file joins nested names by dots`() throws {
        #expect(try TaskValues.read(Array("a: 1\nb:\n  c: x y\n  d:\n".utf8)) == ["a": "1", "b.c": "x y", "b.d": ""])
        #expect(try TaskValues.read([]) == [:])
        #expect(throws: TaskError.self) { try TaskValues.read(Array("a: [1]".utf8)) }
    }

    @Test(arguments: [
        ("a  b\tc", ["a", "b", "c"]), (#"'a b' "c d""#, ["a b", "c d"]), (#"a'b c'd"#, ["ab cd"]),
        (#"a\ b "x\"y\n" '\'"#, ["a b", #"x"y\n"#, #"\"#]), (#"'' """#, ["", ""]), ("a\\\nb", ["ab"]), ("", []),
    ])
    func `words are split as a shell splits them`(text: String, expected: [String]) throws {
        #expect(try ShellWords.split(text, line: 1) == expected)
    }

    @Test func `no secret remains in printed text`() {
        let redactor = Redactor(["s3cret", "line one\nline two", ""])
        #expect(redactor.redacted("x s3cret y") == "x <redacted> y")
        #expect(redactor.redacted("got: line two!") == "got: <redacted>!")
        #expect("\(TaskValues(secrets: ["a": "hidden"]))".contains("hidden") == false)
    }
}
