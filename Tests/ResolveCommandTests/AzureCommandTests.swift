import TestSupport
import Testing

/// Command lines that were written for `az acr`, and for programs with Go's flags.
struct AzureCommandTests {
    private let source: MisbehavingRegistry
    private let target: MisbehavingRegistry
    private let image = SampleImages.sixPlatforms()

    init() throws {
        source = try MisbehavingRegistry()
        target = try MisbehavingRegistry()
        source.add(image, to: "team/app", tags: ["1"])
    }

    // https://github.com/Azure/azure-cli/issues/14337
    @Test(
        .userCase("L14"),
        arguments: [
            (["-g", "rg"], "--resource-group has no effect here"),
            (
                ["--resource-group", "rg", "--subscription", "s"],
                "--subscription and --resource-group have no effect here"
            ),
            (["-o", "table", "--query", "[]"], "--output and --query have no effect here"),
            (
                ["--only-show-errors", "--debug", "-o", "none"],
                "--only-show-errors, --debug and --output have no effect here"
            ),
        ])
    func `an import ignores az's options without a meaning here, with a note`(options: [String], note: String) throws {
        let result = try Command.run(
            ["import", "--source", source.reference("team/app:1"), "-n", target.authority, "-t", "a:1"] + options)
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "\(target.reference("a"))@\(image.digest)\n")
        #expect(result.errors.contains(note))
    }

    @Test(
        .userCase("L14"),
        arguments: [
            (["import", "--source", "r.example/a:1", "--sku", "Basic", "-n", "r"], "unknown option '--sku'"),
            (
                ["import", "--soruce", "r.example/a:1", "-n", "r"],
                "unknown option '--soruce'; did you mean '--source'?"
            ),
            (["manifest", "list-metadata", "-n", "a", "--quer", "x"], "unknown option '--quer'"),
            (["pull", "--nonsense"], "unknown option '--nonsense'"),
            (["manifest", "push", "--purge=maybe", "a"], "the value of '--purge' is true or false, not 'maybe'"),
            (["list", "--top", "-1", "r.example/a"], "--top -1 is not a positive number"),
            (["pull", "--retries", "-1", "r.example/a"], "--retries -1 is not between 0 and 100"),
            (["import"], "name one image, as the argument or with --source"),
        ])
    func `an unknown option is named, not what its value was taken for`(arguments: [String], sentence: String) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 64)
        #expect(result.errors.split(separator: "\n").first == "resolve: \(sentence)")
    }

    @Test(
        .userCase("L16"),
        arguments: [(["--amend=true"], 0), (["--amend"], 0), (["--amend=false"], 14), ([], 14)] as [([String], Int32)])
    func `docker's flags may have a value`(amend: [String], status: Int32) throws {
        let home = try TemporaryFolder()
        let list = source.reference("team/list:1")
        func manifest(_ arguments: [String]) throws -> ProgramResult {
            try Command.run(["manifest"] + arguments, environment: ["RESOLVE_HOME": home.path])
        }
        let create = ["create", "--insecure=true", list, source.reference("team/app@\(image.children[0].digest)")]
        #expect(try manifest(create).status == 0)
        #expect(try manifest(create + amend).status == status)
        #expect(try manifest(["push", "--purge=false", list]).status == 0)
        #expect(try manifest(["ls"]).output.contains("team/list"))
        #expect(try manifest(["push", "-p=1", list]).status == 0)
        #expect(try manifest(["ls"]).output == "")
    }

    @Test(.userCase("L16")) func `az's flags may have a value`() throws {
        let arguments = ["import", "--source", source.reference("team/app:1"), "-n", target.authority, "-t", "a:1"]
        let result = try Command.run(arguments + ["--force=true", "--no-wait=false"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(!result.errors.contains("--no-wait"))
    }
}
