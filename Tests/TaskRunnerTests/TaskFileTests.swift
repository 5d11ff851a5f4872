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
            file.steps[0].actionTexts.map(\.unexpanded) == [
                "-t {{.Run.Registry}}/team/app:{{.Run.ID}}-arm64 --platform linux/arm64 --build-arg \"MESSAGE=two words\" -f Dockerfile ."
            ])
        // A name that is no alias stays, and two dollars are one.
        #expect(
            file.steps[2].actionTexts.map(\.unexpanded) == [
                "mcr.microsoft.com/acr/bash:7ee1d7f echo '{{.Values.greeting}}' $HOME $ID"
            ])
    }

    @Test func `a plan has everything expanded`() throws {
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
        guard case .build(let command, let platform, let names) = steps[0].action else {
            Issue.record("no build")
            return
        }
        #expect(platform?.short == "linux/arm64")
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

    @Test func `names and defaults are those of the format`() throws {
        let file = try task("steps: [{cmd: a}, {id: b, cmd: b}, {cmd: c}]")
        #expect(file.steps.map(\.id) == ["acb_step_0", "b", "acb_step_2"])
        #expect(file.version == .withAliases)
        let steps = try plan("steps: [{cmd: a}, {cmd: b}]").steps
        #expect(steps.map(\.dependencies) == [[], [0]])
        #expect(steps.map(\.timing) == [StepTiming(), StepTiming()])
        #expect(StepTiming().timeout == 600)
    }

    @Test func `a push is a list or a lone name, and names get the run's registry and a tag`() throws {
        let values = TaskValues(facts: [.registry: "r.example"])
        let steps = try plan("steps: [{push: app}, {push: [team/app:1, localhost/x:2, 'q.io/y@sha256:00']}]", values)
            .steps
        #expect(steps[0].action == .push(["r.example/app:latest"]))
        #expect(steps[1].action == .push(["r.example/team/app:1", "localhost/x:2", "q.io/y@sha256:00"]))
    }

    @Test func `aliases belong to version 1.1.0`() throws {
        let text = "alias: {values: {x: y}}\nsteps: [{cmd: bash $x $ID}]"
        #expect(try task("version: v1.0.0\n" + text).steps[0].actionTexts[0].unexpanded == "bash $x $ID")
        #expect(
            try task("version: v1.1.0\n" + text).steps[0].actionTexts[0].unexpanded
                == "mcr.microsoft.com/acr/bash:7ee1d7f y {{.Run.ID}}")
    }

    @Test func `aliases come from files too, the file's own first, and of two files the later`() throws {
        let text = "alias: {values: {a: own}, src: [one.yaml, two.yaml]}\nsteps: [{cmd: x $a $b $c $d}]"
        let file = try task(text) { path throws(TaskProblem) in
            Array((path == "one.yaml" ? "b: one\nc: one" : "c: two\na: two").utf8)
        }
        #expect(file.steps[0].actionTexts[0].unexpanded == "x own one two $d")
    }

    @Test(arguments: [
        ("steps: [{cmd: a}]\nversion: v2.0.0", "line 2: version 'v2.0.0' is neither v1.0.0 nor v1.1.0"),
        ("version: v1.1.0", "line 1: there is no list of steps"),
        ("steps: {cmd: a}", "line 1: there is no list of steps"),
        ("steps:\n- id: a", "line 2: a step has one of build, push and cmd; this one has none"),
        ("steps:\n- cmd: a\n  push: b", "line 2: a step has one of build, push and cmd; this one has 2"),
        ("steps:\n- cmd: ''", "line 2: 'cmd' is empty"),
        ("steps:\n- push: []", "line 2: 'push' is empty"),
        ("steps:\n- cmd: [a]", "line 2: 'cmd' is a list, not a text"),
        (
            "steps:\n- cmd: a\n  id: two words",
            "line 3: the id 'two words' is no word of letters, digits, '_', '-' and '.'"
        ),
        ("steps:\n- cmd: a\n  retries: -1", "line 3: 'retries' is '-1', not a whole number from 0 on"),
        ("steps:\n- cmd: a\n  timeout: 1.5", "line 3: 'timeout' is '1.5', not a whole number from 0 on"),
        ("steps:\n- cmd: a\n  keep: perhaps", "line 3: 'keep' is 'perhaps', neither true nor false"),
        ("steps:\n- push: a\n  retries: 1", "line 3: 'retries' is no property of a push step"),
        ("alias: {values: {a-b: c}}\nsteps: [{cmd: a}]", "line 1: the alias 'a-b' is not made of letters and digits"),
        (
            "alias: {src: [https://x.example/a]}\nsteps: [{cmd: a}]",
            "line 1: 'https://x.example/a' in 'alias.src' is not on this machine: files only"
        ),
        ("alias: {src: [none.yaml]}\nsteps: [{cmd: a}]", "line 1: none.yaml: it is not read here"),
        ("[1, 2]", "line 1: 'task' is a list, not a mapping"),
        ("a: 1\na: 2", "line 2: the key 'a' stands already on line 1"),
        ("steps: [{cmd: \u{E000}}]", "line 1: a character of Unicode's private use area stands there"),
    ])
    func `what is no task says where and why`(text: String, expected: String) throws {
        let problem = try #require(throws: TaskProblem.self) { try task(text) }
        #expect(problem.description == expected)
    }

    @Test(arguments: [
        ("steps: [{cmd: 'x {{.Run.Registry}}'}]", "line 1: '{{.Run.Registry}}' has no value: give --registry"),
        ("steps:\n- cmd: x {{.Values.a.b}}", "line 2: '{{.Values.a.b}}' has no value: give --set a.b=… or --values"),
        (
            "steps: [{cmd: 'x {{.Run.Nonsense}}'}]",
            "line 1: '{{.Run.Nonsense}}' is no variable: there are {{.Run.…}}, {{.Values.…}} and {{.Secrets.…}}"
        ),
        ("steps: [{cmd: \"x 'y\"}]", "line 1: a quote is not closed"),
        ("steps: [{build: -t}]", "line 1: '-t' has no value"),
        ("steps: [{cmd: docker manifest create x}]", "line 1: 'docker manifest create x' is not understood"),
        ("steps: [{cmd: a, env: [X]}]", "line 1: 'X' in 'env' is not of the form name=value"),
        (
            "steps: [{build: '--platform linux/amd64,linux/arm64 .'}]",
            "line 1: '--platform linux/amd64,linux/arm64' asks for several images at once: write a build step for each platform"
        ),
        ("steps: [{cmd: a, volumeMounts: [{name: v, mountPath: /x}]}]", "line 1: there is no volume 'v'"),
        (
            "volumes: [{name: v, secret: {f: '?'}}]\nsteps: [{cmd: a}]",
            "line 1: the file 'f' of the volume 'v' is no base64"
        ),
        ("steps: [{cmd: a, id: x}, {cmd: b, id: x}]", "line 1: the id 'x' stands already on line 1"),
        ("steps: [{cmd: a, when: [nobody]}]", "line 1: 'when' names 'nobody', which is no step"),
    ])
    func `what cannot run says so before anything runs`(text: String, expected: String) throws {
        let problem = try #require(throws: TaskProblem.self) { try plan(text) }
        #expect(problem.description == expected)
    }

    @Test func `what a variable holds never changes the structure of the file`() throws {
        let values = TaskValues(values: ["x": "a\n- cmd: b, {: [", "t": "7"])
        let steps = try plan("steps:\n- cmd: 'say \"{{.Values.x}}\"'\n  timeout: {{ .Values.t }}", values).steps
        #expect(steps.map(\.action) == [.command(["say", "a\n- cmd: b, {: ["])])
        #expect(steps[0].timing.timeout == 7)
    }

    @Test func `a values file joins its names by points`() throws {
        #expect(try TaskValues.read(Array("a: 1\nb:\n  c: x y\n  d:\n".utf8)) == ["a": "1", "b.c": "x y", "b.d": ""])
        #expect(try TaskValues.read([]) == [:])
        #expect(throws: TaskProblem.self) { try TaskValues.read(Array("a: [1]".utf8)) }
    }

    @Test(arguments: [
        ("a  b\tc", ["a", "b", "c"]), (#"'a b' "c d""#, ["a b", "c d"]), (#"a'b c'd"#, ["ab cd"]),
        (#"a\ b "x\"y\n" '\'"#, ["a b", #"x"y\n"#, #"\"#]), (#"'' """#, ["", ""]), ("a\\\nb", ["ab"]), ("", []),
    ])
    func `words are split as a shell splits them`(text: String, expected: [String]) throws {
        #expect(try Words.split(text, line: 1) == expected)
    }

    @Test func `no secret is left in what is printed`() {
        let redactor = Redactor(["s3cret", "line one\nline two", ""])
        #expect(redactor.redacted("x s3cret y") == "x <redacted> y")
        #expect(redactor.redacted("got: line two!") == "got: <redacted>!")
        #expect("\(TaskValues(secrets: ["a": "hidden"]))".contains("hidden") == false)
    }
}
