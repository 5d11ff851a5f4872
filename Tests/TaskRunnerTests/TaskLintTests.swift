import PlatformModel
import TestSupport
import Testing

@testable import TaskRunner

struct TaskLintTests {
    @Test func `the guide's own task has two mistakes, each with its repair`() throws {
        let found = try findings(try Fixtures.guideTask())
        #expect(
            found.map(\.rule) == [.crossedDockerfile, .missingPlatform, .crossedDockerfile, .missingPlatform, .notMade])
        #expect(found.filter(\.isError).map(\.line) == [4, 5, 7])
        #expect(found.filter(\.isError).map(\.step) == ["acb_step_0", "acb_step_1", "acb_step_2"])
        #expect(
            found[0].sentence == "the Dockerfile 'dockerfile.arm64' is for linux/arm64, but the tag "
                + "'{{.Run.Registry}}/multi-arch-samples/myimage:{{.Run.ID}}-amd64' is for linux/amd64")
        #expect(found[0].repair == "write '-f dockerfile.amd64'")
        #expect(found[1].repair == "add '--platform linux/amd64'")
        #expect(found[2].repair == "write '-f dockerfile.arm64'")
        #expect(
            found[4].sentence == "no step creates '{{.Run.Registry}}/multi-arch-samples/myimage:{{.Run.ID}}-arm64'; "
                + "the nearest name is '{{.Run.Registry}}/multi-arch-samples/myyimage:{{.Run.ID}}-arm64', created by step acb_step_1"
        )
        #expect(
            found[4].repair == "write '-t {{.Run.Registry}}/multi-arch-samples/myimage:{{.Run.ID}}-arm64' "
                + "in step acb_step_1 (line 5)")
    }

    @Test func `the repaired task has no mistakes`() throws {
        #expect(try findings(Sample.repaired) == [])
        #expect(try findings(Sample.everything) == [])
    }

    /// The words of a build, and the rules that it breaks.
    @Test(
        arguments: [
            ("-t a/b:1-amd64 --platform linux/amd64 .", []),
            ("-t a/b:1-amd64 .", [.missingPlatform]),
            ("-t a/b:1 .", []),
            // A word of a version, a number, two architectures: none names a platform.
            ("-t a/b:1.0-alpha .", []), ("-t a/b:386 .", []), ("-t a/b:amd64-arm64 .", []),
            ("-t a/b:1-x86_64 --platform linux/amd64 -f Dockerfile.x86-64 .", []),
            ("-t a/b:1-armv7 --platform linux/arm/v7 -f arm32v7/Dockerfile .", []),
            ("-t a/b:1-arm-v7 --platform linux/arm/v6 .", [.crossedPlatform]),
            ("-t a/b:1-arm --platform linux/arm/v6 .", []),
            ("-t a/b:1-arm64 --platform=linux/amd64 .", [.crossedPlatform]),
            ("-t a/b:1-arm64 --platform linux/aarch64 -fDockerfile.amd64 .", [.crossedDockerfile]),
            ("-t a/b:1-windows-amd64 --platform linux/amd64 .", [.crossedPlatform]),
            ("-t a/b:1-windows-amd64 --platform windows/amd64 .", []),
            ("-t a/arm64:1 --platform linux/amd64 .", [.crossedPlatform]),
            ("-t a/b:1-arm64 --platform {{.Values.platform}} .", []),
        ] as [(String, [Finding.Rule])])
    func `a tag, a Dockerfile and a platform do not contradict each other`(
        words: String, expected: [Finding.Rule]
    ) throws {
        #expect(try findings("steps:\n- build: \(words)").map(\.rule) == expected)
    }

    @Test(
        arguments: [
            ("steps: [{build: -t r.io/a:1 .}, {push: [r.io/a:1]}]", []),
            ("steps: [{build: -t a:1 .}, {push: ['{{.Run.Registry}}/a:1']}]", []),
            ("steps: [{build: -t a .}, {push: ['$Registry/a:latest']}]", []),
            ("steps: [{build: -t r.io/a:1 .}, {push: [r.io/b:1]}]", [.notMade]),
            ("steps: [{push: [r.io/b:1]}]", [.notMade]),
            // Other commands of docker create images too.
            ("steps: [{cmd: docker pull x}, {cmd: docker tag x r.io/b:1}, {push: [r.io/b:1]}]", []),
            ("steps: [{cmd: docker run x}, {cmd: docker tag x r.io/b:1}, {push: [r.io/b:1]}]", []),
            ("steps: [{cmd: docker buildx bake}, {push: [r.io/b:1]}]", []),
            // Used too early.
            ("steps: [{id: b, build: -t r.io/a:1 ., when: ['-']}, {push: [r.io/a:1], when: ['-']}]", [.tooEarly]),
            ("steps: [{push: [r.io/a:1]}, {build: -t r.io/a:1 .}]", [.tooEarly]),
            // Lists of images that are already in the registry, and of images that the task builds.
            ("steps: [{cmd: docker manifest create r.io/a:m r.io/a:x r.io/a:y}]", [.maybeNotMade, .maybeNotMade]),
            ("steps: [{build: -t r.io/a:x .}, {cmd: docker manifest create r.io/a:m r.io/a:x}]", [.notPushed]),
            ("steps: [{build: -t r.io/a:x .}, {push: r.io/a:x}, {cmd: docker manifest create r.io/a:m r.io/a:x}]", []),
            (
                "steps: [{build: -t r.io/a:x .}, {push: r.io/a:x}, {cmd: docker manifest create r.io/a:m r.io/a:z}]",
                [.notMade]
            ),
            (
                "steps: [{build: -t r.io/a:x .}, {cmd: docker manifest create r.io/a:m r.io/a:x}, {push: r.io/a:x}]",
                [.tooEarly]
            ),
            (
                "steps: [{cmd: 'docker manifest create r.io/a:m r.io/a@sha256:00'}, {cmd: docker manifest push r.io/a:m}]",
                [.missingPurge]
            ),
            ("steps: [{cmd: docker manifest push -p r.io/a:m}]", [.notMade]),
            (
                "steps: [{cmd: docker manifest create r.io/a:m r.io/a@sha256:00}, {cmd: docker manifest annotate r.io/a:m r.io/a:1-arm64 --arch amd64}]",
                [.crossedAnnotation]
            ),
        ] as [(String, [Finding.Rule])])
    func `an image is created before it is pushed, and pushed before it is in a list`(
        text: String, expected: [Finding.Rule]
    ) throws {
        #expect(try findings(text).map(\.rule) == expected)
    }

    @Test(
        arguments: [
            ("steps: [{cmd: a, id: x}, {cmd: b, id: x}]", [.duplicateID], "the id 'x' is already used on line 1"),
            (
                "steps: [{cmd: a, id: first}, {cmd: b, when: [frist]}]", [.unknownWhen],
                "'when' names 'frist', which is not a step"
            ),
            (
                "steps: [{cmd: a, when: ['-', b]}, {cmd: b, id: b, when: ['-']}]", [.unknownWhen],
                "'when' combines '-', which means immediately, with the ids of steps"
            ),
            ("steps: [{cmd: a, id: x, when: [x]}]", [.cycle], "the step waits for itself"),
            (
                "steps: [{cmd: a, id: x, when: [z]}, {cmd: b, id: y, when: [x]}, {cmd: c, id: z, when: [y]}]", [.cycle],
                "steps wait for each other: x → z → y → x"
            ),
            ("steps: [{cmd: a, retry: 1}]", [.unknownProperty], "'retry' is not a property of a step"),
            ("stepsTimeout: 1\nsteps: [{cmd: a}]", [.unknownProperty], "'stepsTimeout' is not a property of a task"),
            (
                "steps: [{cmd: 'x {{.Run.Registri}}'}]", [.unknownVariable],
                "'{{.Run.Registri}}' is not a variable; variables are {{.Run.…}}, {{.Values.…}} and {{.Secrets.…}}"
            ),
            ("steps: [{cmd: 'x {{.Secrets.a}}'}]", [.unknownVariable], "'{{.Secrets.a}}' is not declared in 'secrets'"),
            ("steps: [{cmd: \"x 'y\"}]", [.unreadable], "a quote is not closed"),
        ] as [(String, [Finding.Rule], String)])
    func `a task that cannot run has an error`(text: String, expected: [Finding.Rule], sentence: String) throws {
        let found = try findings(text)
        #expect(found.map(\.rule) == expected)
        #expect(found.map(\.sentence) == [sentence])
        #expect(found.filter { !$0.isError } == [])
    }

    /// A file, and the line and the rule of what lint finds.
    @Test(
        .userCase("L8"),
        arguments: [
            ("env: [X]\nsteps: [{cmd: a}]", 1, .invalidValue), ("steps:\n- cmd: a\n  env: [X]", 3, .invalidValue),
            ("steps:\n- cmd: a\n  env: ['=x']", 3, .invalidValue),
            ("steps:\n- cmd: a {{.Run.ID}}\n  ports: ['{{.Run.Port}}']", 3, .unknownVariable),
            ("steps:\n- cmd: a\n  expose: ['{{.Run.Port}}']", 3, .unknownVariable),
            ("steps:\n- cmd: a\n  isolation: '{{.Run.X}}'", 3, .unknownVariable),
            ("steps:\n- cmd: a\n  cpus: '{{.Run.X}}'", 3, .unknownVariable),
            ("steps:\n- cmd: a\n  timeout: '{{.Run.X}}'", 3, .unknownVariable),
            ("stepTimeout: '{{.Run.X}}'\nsteps: [{cmd: a}]", 1, .unknownVariable),
            ("networks: [{name: '{{.Run.X}}'}]\nsteps: [{cmd: a}]", 1, .unknownVariable),
            ("volumes: [{name: v, secret: {f: '{{.Run.X}}'}}]\nsteps: [{cmd: a}]", 1, .unknownVariable),
            ("volumes: [{name: v, secret: {f: '?'}}]\nsteps: [{cmd: a}]", 1, .invalidValue),
            ("volumes: [{name: v, secret: {a/b: eA==}}]\nsteps: [{cmd: a}]", 1, .unreadable),
            ("volumes: [{name: v, secret: {f: '{{.Secrets.s}}'}}]\nsteps: [{cmd: a}]", 1, .unknownVariable),
            ("steps:\n- cmd: a\n  volumeMounts: [{name: v, mountPath: /x}]", 3, .invalidValue),
            (
                "volumes: [{name: v}]\nsteps:\n- cmd: a\n  volumeMounts: [{name: v, mountPath: '{{x}}'}]", 4,
                .unknownVariable
            ),
            ("steps:\n- build: --platform linux/amd64,linux/arm64 -t {{.Run.Registry}}/a .", 2, .invalidValue),
            ("steps:\n- build: --platform linux/a/b/c/d -t {{.Run.Registry}}/a .", 2, .invalidValue),
            ("steps:\n- build: -t {{.Run.Registry}}/a -f", 2, .unreadable),
            ("steps:\n- cmd: docker manifest create r.io/a", 2, .unreadable),
        ] as [(String, Int, Finding.Rule)])
    func `lint finds what a plan refuses`(text: String, line: Int, rule: Finding.Rule) throws {
        let found = try findings(text)
        #expect(found.map(\.rule) == [rule])
        #expect(found.map(\.line) == [line])
        let values = TaskValues(facts: [.registry: "r.io", .id: "x"], secrets: ["s": "eA=="])
        let error = try #require(throws: TaskError.self) { try plan(text, values) }
        #expect(found.map(\.sentence) == [error.sentence])
    }

    @Test func `lint leaves values that depend on the run to the plan`() throws {
        let text = """
            env: ['{{.Values.entry}}']
            volumes: [{name: v, secret: {f: '{{.Values.file}}'}}]
            steps:
            - build: --platform {{.Values.platforms}} -t r.io/a .
              timeout: '{{.Values.timeout}}'
            """
        #expect(try findings(text) == [])
    }

    @Test(
        .userCase("L9"),
        arguments: [
            "cache: enabled", "retryOnErrors: [x]", "cmdDownloadRetries: 3", "cmdDownloadRetryDelay: 1",
            "downloadRetries: 3", "exitedWith: [1]", "exitedWithout: [1]",
        ])
    func `a property of ACR Tasks without an effect is a warning`(property: String) throws {
        let found = try findings("steps:\n- build: -t r.io/a .\n  \(property)")
        #expect(found.map(\.rule) == [.ignoredProperty])
        #expect(found.map(\.isError) == [false])
        #expect(found.map(\.repair) == [nil])
        #expect(found.allSatisfy { $0.sentence.contains("has no effect: ") })
    }

    @Test(
        .userCase("L9"),
        arguments: [
            ("retri", "retries"), ("Timeout", "timeout"), ("entrypoint", "entryPoint"), ("psuh", "push"),
            ("envs", "env"), ("port", "ports"), ("cpu", "cpus"), ("cash", nil), ("name", nil), ("image", nil),
            ("x", nil),
        ] as [(String, String?)])
    func `a repair of a property is offered only for a near misspelling`(name: String, repair: String?) throws {
        let found = try findings("steps:\n- cmd: a\n  \(name): 1")
        #expect(found.map(\.rule) == [.unknownProperty])
        #expect(found.map(\.repair) == [repair.map { "write '\($0)'" }])
    }

    @Test(
        .userCase("L13"),
        arguments: [
            ("docker build -t a . || true", "||"), ("a x && b", "&&"), ("a > out", ">"), ("a >out", ">out"),
            ("a 2>&1", "2>&1"), ("a 2>/dev/null", "2>/dev/null"), ("a | b", "|"), ("a < in", "<"), ("a; b", "a;"),
            ("a &", "&"), ("{{.Run.Registry}}/a x >> y", ">>"),
        ])
    func `an operator of a shell is refused by its name`(command: String, operator name: String) throws {
        let text = "steps:\n- cmd: \(command)"
        let expected = "'\(name)' is an operator of a shell, and no shell runs the words of a step"
        let found = try findings(text)
        #expect(found.map(\.rule) == [.shellOperator])
        #expect(found.map(\.sentence) == [expected])
        #expect(found.allSatisfy { $0.repair != nil })
        let error = try #require(throws: TaskError.self) {
            try plan(text, TaskValues(facts: [.registry: "r.io"]))
        }
        #expect(error.sentence == expected)
    }

    @Test(
        .userCase("L13"),
        arguments: [
            "bash -c 'a && b > c'", #"bash -c "a || true""#, "a '>' b", #"a \> b"#, "a x=1&y=2", "a a>b", "a --x=a|b",
        ])
    func `a quoted operator, or a character inside a word, is part of an argument`(command: String) throws {
        #expect(try findings("steps:\n- cmd: >-\n    \(command)") == [])
    }

    @Test func `the name that was probably meant is the repair`() throws {
        #expect(try findings("steps: [{cmd: a, id: first}, {cmd: b, when: [frist]}]")[0].repair == "write 'first'")
        #expect(try findings("steps: [{cmd: a, retri: 1}]")[0].repair == "write 'retries'")
        #expect(try findings("steps: [{cmd: 'x {{.Run.Registri}}'}]")[0].repair == "write '{{.Run.Registry}}'")
        #expect(try findings("steps: [{cmd: 'x {{.Run.id}}'}]")[0].repair == "write '{{.Run.ID}}'")
        #expect(try findings("steps: [{cmd: 'x {{.Run.Nope}}'}]")[0].repair == nil)
    }
}
