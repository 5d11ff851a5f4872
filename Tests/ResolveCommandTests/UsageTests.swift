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
        ["digest", "alpine", "--key", "k.pem"], ["pull", "alpine", "-o", "docker"], ["pull", "alpine", "-o", "x.tar"],
        ["pull", "alpine", "-o", ""], ["explain"], ["explain", "alpine", "--index-file", "x"],
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
            #expect(result.status == 11)
            #expect(result.errors.contains("linux/arm/v5/x"))
        }
    }

    @Test func `the error for a refused name says how to write it`() throws {
        let result = try Command.run("digest", "http://registry.example/app")
        #expect(result.status == 11)
        #expect(result.errors.contains("write 'registry.example/app'"))
    }
}
