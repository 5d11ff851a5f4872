import TestSupport
import Testing

struct UsageTests {
    @Test(arguments: [
        ["nonsense"], ["pull"], ["pull", "alpine", "--nonsense"], ["digest"], ["digest", "a", "b"],
        ["digest", "alpine", "-4", "-6"], ["digest", "alpine", "--jobs", "0"], ["digest", "alpine", "--jobs", "x"],
        ["digest", "alpine", "--jobs", "99999999999999999999"], ["digest", "alpine", "--retries", "-1"],
        ["digest", "alpine", "--timeout", "nan"], ["digest", "alpine", "--timeout", "0"],
        ["digest", "alpine", "--stall-timeout", "0"], ["digest", "alpine", "--limit-rate", "10X"],
        ["digest", "alpine", "--progress", "loud"], ["digest", "alpine", "-q", "-v"],
        ["digest", "alpine", "--key", "k.pem"], ["pull", "alpine", "-o", "docker", "--split-size", "1G"],
        ["pull", "alpine", "-o", "x.tar.gz"],
        ["pull", "alpine", "-o", ""], ["pull", "alpine", "-o", "dir:x"], ["pull", "alpine", "-o", "docker://x/y"],
        ["pull", "a", "b", "-o", "oci:d:name"], ["pull", "--file", "/dev/null"], ["-q", "digest", "alpine"],
        ["digest", "alpine", "--platform", "linux/amd64,linux/arm64"], ["help", "pul"], ["help", "manifest", "creat"],
        ["explain"], ["explain", "alpine", "--index-file", "x"],
        ["explain", "alpine", "--configs", "x"], ["explain", "--index-file", "-", "--configs", "-"],
        ["explain", "alpine", "extra"], ["host", "--record", "x", "--host", "y"], ["serve"],
        ["serve", ".", "--listen", "5000"],
        ["digest", "alpine", "--platform", "linux/arm64", "--platform", "linux/386"],
    ])
    func `an invalid command line ends with 64 and one sentence`(arguments: [String]) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("resolve: "))
    }

    // libcurl is being loaded by another thread at that moment; exit(3) crashed there, once in 25 runs.
    @Test func `a network command that ends immediately never crashes`() throws {
        for _ in 0..<60 {
            #expect(try Command.run(["explain"]).status == 64)
        }
    }

    @Test func `with --json a usage error is one object`() throws {
        let result = try Command.run("digest", "alpine", "--jobs", "0", "--json")
        #expect(result.status == 64)
        #expect(result.output == "")
        #expect(try Command.run("inspect", "alpine", "--raw", "--json").status == 64)
        let error = try #require(try JSONObject(result.errors).object("error"))
        #expect(error.text("code") == "usage")
        #expect(error.number("exit") == 64)
        #expect(error.keys == ["code", "exit", "hint", "image", "message", "registry", "retryable"])
    }

    @Test func `an option may precede or follow the image`() throws {
        for arguments in [["--platform", "linux/arm/v5/x", "alpine"], ["alpine", "--platform=linux/arm/v5/x"]] {
            let result = try Command.run(["digest"] + arguments)
            #expect(result.status == 64)
            #expect(result.errors.contains("--platform: ") && result.errors.contains("linux/arm/v5/x"))
        }
    }

    @Test func `the error for a refused name says how to write it`() throws {
        let result = try Command.run("digest", "http://registry.example/app")
        #expect(result.status == 11)
        #expect(result.errors.contains("write 'registry.example/app'"))
    }

    @Test(
        .userCase("N4"),
        arguments: [
            (["pul", "alpine"], "no command 'pul'; did you mean 'pull'?"),
            (["manifest", "creat"], "no command 'creat' below 'resolve manifest'; did you mean 'create'?"),
            (["task", "lnt"], "no command 'lnt' below 'resolve task'; did you mean 'lint'?"),
            (["help", "pul"], "no command 'pul'; did you mean 'pull'?"),
            (["-q", "--platform=linux/arm64", "pull", "alpine"], "the option '-q' stands before the command"),
        ])
    func `a word or option in the place of a command is answered`(arguments: [String], sentence: String) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 64)
        #expect(result.errors.split(separator: "\n").first == "resolve: \(sentence)")
    }

    @Test(.userCase("N4"), arguments: ["pull", "digest", "manifest", "task"])
    func `help behind a command is its help`(command: String) throws {
        let result = try Command.run(command, "help")
        #expect(result.status == 0)
        #expect(result.output == (try Command.run("help", command).output))
    }

    @Test(
        .userCase("N5"),
        arguments: [
            (["pull", "alpine", "--tls-verify=false"], "--plain-http"),
            (["copy", "a", "b", "--override-arch=x"], "--platform"),
            (["pull", "alpine", "--all-platforms"], "--platform all"),
            (["inspect", "alpine", "--format", "{{.}}"], "--json"),
            (["copy", "a", "b", "--all"], "unless --platform selects some"),
        ])
    func `an option of another client is answered with the one to use here`(
        arguments: [String], answer: String
    ) throws {
        let result = try Command.run(arguments)
        #expect(result.status == 64)
        #expect(result.errors.hasPrefix("resolve: unknown option '"))
        let hint = result.errors.split(separator: "\n").first { $0.hasPrefix("  hint: ") }
        #expect(hint?.contains(answer) == true)
    }

    @Test(arguments: [
        ["explain", "http://user:hunter2@r.example/x"], ["pull", "user:hunter2@r.example/x"],
        ["pull", "-q", "https://user:hun@hunter2@localhost:5000/x:1"], ["login", "http://u:hunter2@r.example"],
        ["login", "u:hunter2@r.example", "-u", "u", "--password-stdin"], ["logout", "https://u:hunter2@r.example"],
        ["tags", "u:hunter2@r.example/x"], ["copy", "u:hunter2@r.example/x", "r.example/y"],
        ["push", "oci:x", "u:hunter2@r.example/x"], ["digest", "a", "http://u:hunter2@r.example/x"],
        ["import", "u:hunter2@r.example/x", "-n", "r"], ["manifest", "create", "u:hunter2@r.example/x", "a"],
        ["--json", "pull", "http://u:hunter2@r.example/x"], ["pull", "--file", "-"],
        ["mirrors", "explain", "u:hunter2@r.example/x"], ["list", "u:hunter2@r.example/x"],
    ])
    func `a password in an argument is never repeated`(arguments: [String]) throws {
        for arguments in [arguments, arguments + ["--json"]] {
            let result = try Command.run(arguments, stdin: "http://u:hunter2@r.example/x\n")
            #expect(result.status == 64 || result.status == 11)
            #expect(!(result.output + result.errors).contains("hunter2"))
        }
    }
}
