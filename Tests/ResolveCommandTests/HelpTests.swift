import TestSupport
import Testing

struct HelpTests {
    private static let commands = [
        "host", "explain", "check", "why", "digest", "inspect", "cat", "export", "pull", "plan", "lock", "push", "copy",
        "import",
        "manifest", "list", "tags", "mirrors", "login", "logout", "task", "serve", "cache", "vectors",
    ]

    // To update the files: COLUMNS=80 resolve help COMMAND > Tests/Fixtures/golden/help/COMMAND.txt
    @Test(arguments: commands)
    func `the help of a command has not changed`(command: String) throws {
        let result = try Command.run("help", command)
        #expect(result.output == (try Fixtures.text("golden/help/\(command).txt")))
        #expect(result.status == 0)
        #expect(result.errors == "")
        #expect(try Command.run(command, "--help").output == result.output)
    }

    @Test(arguments: [
        ("mirrors", "explain"), ("task", "run"), ("task", "lint"), ("task", "plan"), ("manifest", "create"),
        ("manifest", "annotate"), ("manifest", "inspect"), ("manifest", "push"), ("manifest", "rm"), ("manifest", "ls"),
        ("manifest", "list-metadata"), ("cache", "verify"), ("cache", "ls"), ("cache", "prune"),
    ])
    func `the help of a nested command has not changed`(group: String, command: String) throws {
        let result = try Command.run("help", group, command)
        #expect(result.output == (try Fixtures.text("golden/help/\(group)-\(command).txt")))
        #expect(try Command.run(group, command, "--help").output == result.output)
    }

    @Test func `the help of the program lists exactly the existing commands`() throws {
        let result = try Command.run("--help")
        #expect(result.output == (try Fixtures.text("golden/help/resolve.txt")))
        #expect(try Command.run().output == result.output)
        let listed = result.output.split(separator: "SUBCOMMANDS:\n")[1].split(separator: "\n\n")[0]
            .split(separator: "\n").filter { !$0.hasPrefix("     ") }.compactMap { $0.split(separator: " ").first }
        #expect(listed.map(String.init) == Self.commands)
    }

    @Test(arguments: [
        ("--platform", "RESOLVE_PLATFORM"), ("--platform", "DOCKER_DEFAULT_PLATFORM"), ("--cacert", "SSL_CERT_FILE"),
        ("--auth-file", "REGISTRY_AUTH_FILE"), ("--auth-file", "DOCKER_CONFIG"), ("--output", "RESOLVE_HOME"),
        ("--progress", "NO_COLOR"),
    ])
    func `the help of an option names its variable`(option: String, variable: String) throws {
        let help = try Command.run("help", "pull").output
        let start = try #require(help.firstRange(of: option + " <")).upperBound
        // The option's text ends where the next option begins.
        let text = help[start...].split(separator: "\n  -", maxSplits: 1)[0]
        #expect(text.contains(variable))
    }

    @Test(.userCase("N15"), arguments: commands)
    func `the help shows two examples, and the command's own options before those of groups`(command: String) throws {
        let help = try Command.run("help", command).output
        let titles = help.split(separator: "\n").filter { $0.hasSuffix(":") && !$0.hasPrefix(" ") }.map(String.init)
        let section = try #require(help.split(separator: "EXAMPLES:\n").last).split(separator: "\n\n")[0]
        let examples = section.split(separator: "\n").filter { $0.contains("resolve \(command)") }
        #expect(examples.count == 2)
        #expect(titles.filter { !["EXAMPLES:", "ARGUMENTS:"].contains($0) }.first == "OPTIONS:")
        for word in examples.flatMap({ $0.split(separator: " ") }) where word.hasPrefix("-") && command != "task" {
            #expect(help.contains("\(word)"), "\(word)")
        }
    }

    @Test(.userCase("N15"), arguments: [("login", false), ("push", false), ("pull", true), ("copy", true)])
    func `only commands that use mirrors have options for them`(command: String, hasMirrors: Bool) throws {
        let help = try Command.run("help", command).output
        #expect(help.contains("--mirror") == hasMirrors)
        #expect(help.contains("--plain-http") && help.contains("--auth-file"))
    }

    @Test func `the version is one line`() throws {
        let result = try Command.run("--version")
        #expect(result.output.hasPrefix("resolve "))
        #expect(result.output.split(separator: "\n", omittingEmptySubsequences: false).count == 2)
        #expect(result.status == 0)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func `a shell gets completions for every command`(shell: String) throws {
        let result = try Command.run("--generate-completion-script", shell)
        #expect(result.status == 0)
        for command in Self.commands { #expect(result.output.contains(command)) }
    }

    @Test func `bash accepts its completions`() throws {
        let script = try Command.run("--generate-completion-script", "bash").stdout
        let result = try run("bash", ["-n"], stdin: script)
        #expect(result.status == 0)
        #expect(result.errors == "")
    }
}
