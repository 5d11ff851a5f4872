import TestSupport
import Testing

/// The commands about tasks that run nothing.
struct TaskCommandTests {
    private let sample: String

    init() throws {
        sample = try Fixtures.guideTask()
    }

    @Test func `the guide's own task has two mistakes with their repairs, and ends with 11`() throws {
        let result = try Command.run("task", "lint", "-", stdin: sample)
        #expect(result.status == 11)
        #expect(result.output == (try Fixtures.text("golden/task/lint.txt")))
        #expect(result.errors == "resolve: -: 3 errors\n")
    }

    @Test func `lint has JSON output`() throws {
        let result = try Command.run("task", "lint", "--json", "-", stdin: sample)
        #expect(result.status == 11)
        #expect(result.output == (try Fixtures.text("golden/task/lint.json")))
        #expect(try JSONObject(result.errors).object("error")?.number("exit") == 11)
    }

    @Test func `warnings alone end with 0`() throws {
        let text = "steps: [{build: -t r.io/a:1-arm64 .}]"
        let result = try Command.run("task", "lint", "-", stdin: text)
        #expect(result.status == 0)
        let warning = "-:1: warning: the tag 'r.io/a:1-arm64' is for linux/arm64, but the build has no --platform"
        #expect(result.output.hasPrefix(warning))
        #expect(try Command.run("task", "lint", "-", stdin: "steps: [{cmd: x}]").output == "-: no mistakes found\n")
    }

    @Test func `a task is read from stdin once, for lint and for the plan`() throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(
            "task", "run", "-", "--run-id", "x1", stdin: "steps: [{id: one, cmd: r.io/a:1}]",
            environment: ["PATH": folder.path])
        #expect(result.status == 11)
        #expect(result.errors.contains("step one runs an image, but neither podman nor docker is available"))
    }

    @Test func `a run checks names with the registry of the option`() throws {
        let text = "steps: [{cmd: docker tag m.io/a 127.0.0.1:1/m:1}, {push: [m:1]}]"
        let found = try Command.run("task", "run", "-", "--registry", "127.0.0.1:1", stdin: text)
        #expect(found.status == 11)
        #expect(found.errors.contains("no step builds or pulls 'm.io/a:latest'"))
        #expect(!found.errors.contains("no step creates"))
        #expect(found.errors.contains("--no-lint runs the task anyway"))
        let run = try Command.run("task", "run", "-", "--no-lint", "--registry", "127.0.0.1:1", stdin: text)
        #expect(run.status == 13)
        #expect(!run.errors.contains("error: no step builds or pulls"))
    }

    @Test(arguments: [
        "{push: [a], cpus: 2}", "{cmd: docker tag onlyone}", "{cmd: docker pull a b}",
        "{cmd: 'x {{.Values.a}}', retri: 1}",
    ])
    func `--no-lint is not offered for a task that no plan accepts, and then shows one error`(step: String) throws {
        let linted = try Command.run("task", "run", "-", stdin: "steps: [\(step)]")
        #expect(linted.status == 11)
        #expect(linted.errors.contains("error: "))
        #expect(!linted.errors.contains("--no-lint"))
        let run = try Command.run("task", "run", "-", "--no-lint", stdin: "steps: [\(step)]")
        #expect(run.status == 11)
        #expect(run.errors.hasPrefix("resolve: -: line 1: "))
    }

    @Test func `an invalid task file is a finding with its line`() throws {
        let result = try Command.run("task", "lint", "-", stdin: "steps:\n- cmd: [\n")
        #expect(result.status == 11)
        #expect(result.output.hasPrefix("-:3: error: not valid YAML: "))
        #expect(try Command.run("task", "lint", "/there/is/none").status == 10)
    }

    @Test func `a plan has the steps in order, with every variable replaced`() throws {
        let result = try Command.run(
            "task", "plan", "-", "--registry", "r.example", "--run-id", "x1", stdin: sample)
        #expect(result.status == 0)
        #expect(result.errors == "")
        #expect(result.output == (try Fixtures.text("golden/task/plan.txt")))
        let json = try Command.run(
            "task", "plan", "--json", "-", "--registry", "r.example", "--run-id", "x1", stdin: sample)
        #expect(json.output == (try Fixtures.text("golden/task/plan.json")))
    }

    @Test func `--set takes precedence over a values file, and secrets from variables and files are not shown`() throws
    {
        let folder = try TemporaryFolder()
        _ = try folder.write("values.yaml", "a: from file\nb: from file\n")
        _ = try folder.write("token", "t0ken\n")
        let text =
            "secrets: [{id: one}, {id: two}]\nsteps: [{cmd: 'x {{.Values.a}} {{.Values.b}} {{.Secrets.one}} {{.Secrets.two}}'}]"
        let result = try Command.run(
            "task", "plan", "-", "--set", "a=from option", "--values", folder.file("values.yaml"), "--secret",
            "two=file:\(folder.file("token"))", stdin: text, environment: ["one": "s3cret"])
        #expect(result.status == 0)
        #expect(result.output.contains("x from option from file <redacted> <redacted>"))
        #expect(!result.output.contains("s3cret") && !result.output.contains("t0ken"))
    }

    @Test func `a variable without a value is named`() throws {
        let result = try Command.run("task", "plan", "-", stdin: sample)
        #expect(result.status == 11)
        #expect(result.errors.contains("line 4: '{{.Run.Registry}}' has no value: use --registry"))
    }

    @Test(arguments: [
        ["task", "plan", "-", "--run-id", "a b"], ["task", "plan", "-", "--set", "=x"],
        ["task", "plan", "-", "--secret", "x=plain"], ["task", "plan"],
    ])
    func `invalid options are usage errors`(arguments: [String]) throws {
        #expect(try Command.run(arguments, stdin: sample).status == 64)
    }
}
