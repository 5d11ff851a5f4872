import Foundation
import TestSupport
import Testing

struct ManifestLocalTests {
    private let bench: ManifestBench

    init() throws {
        bench = try ManifestBench()
        try bench.create()
        bench.registry.clearLog()
    }

    @Test func `lists are listed and removed without a request`() throws {
        let listed = try bench.run("ls")
        #expect(listed.output.hasPrefix("list "))
        #expect(listed.output.contains("\(bench.list)       2  linux/amd64, linux/arm64\n"))
        #expect(try ListNames.of(try bench.run("ls", "--json").output) == [bench.list])
        #expect(try bench.run("rm", bench.list).output == "")
        #expect(bench.files == [])
        #expect(!FileManager.default.fileExists(atPath: bench.home.file("manifest-lists")))
        #expect(try bench.run("ls").output == "")
        #expect(bench.registry.log.isEmpty)
    }

    @Test func `a missing list is an error, and the others are still removed`() throws {
        let missing = try bench.run("rm", bench.app("none"))
        #expect(missing.status == 6)
        #expect(missing.errors.contains("\(bench.app("none")): there is no such manifest list on this machine"))
        let both = try bench.run("rm", bench.app("none"), bench.list)
        #expect(both.status == 12)
        #expect(both.errors.contains("1 of 2 lists could not be removed"))
        #expect(bench.files == [])
        for verb in [["push"], ["annotate", bench.list]] {
            #expect(try bench.run(verb + [bench.app("amd64")]).status == 6)
        }
    }

    @Test func `the error for a damaged file suggests a fix`() throws {
        let name = try #require(bench.files.first)
        for text in ["", "{}", "{\"format\":1}"] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: bench.home.file("manifest-lists/\(name)")))
            for arguments in [["inspect", bench.list], ["push", bench.list], ["annotate", bench.list, "a"]] {
                let result = try bench.run(arguments)
                #expect(result.status == 11)
                #expect(result.errors.contains("resolve manifest rm \(bench.list)"))
            }
            #expect(try bench.run("ls").output == "")
        }
        #expect(try bench.run("rm", bench.list).status == 0)
        #expect(try bench.create().status == 0)
    }

    @Test(.userCase("L5"), arguments: [("armv8", "v8"), ("8", "v8"), ("V8", "v8"), ("armv7", "armv7")])
    func `a variant is written as clients compare it, and a note says so`(typed: String, written: String) throws {
        let result = try bench.run("annotate", bench.list, bench.app("arm64"), "--arch", "arm64", "--variant", typed)
        #expect(result.status == 0)
        #expect(result.errors.contains("note: \(bench.app("arm64")): variant '\(typed)' is "))
        let list = try JSONObject(try bench.run("inspect", bench.list).output)
        #expect(list.objects("manifests").compactMap { $0.object("platform")?.text("variant") } == [written])
    }

    @Test(.userCase("L5"))
    func `a variant in a config is written as clients compare it, too`() throws {
        let odd = SamplePlatform(os: "linux", architecture: "arm", variant: "7")
        bench.add(SampleImages.single(odd, format: .docker), as: "odd")
        let result = try bench.run("create", "-a", bench.list, bench.app("odd"))
        #expect(result.errors.contains("in its config, variant '7' is written as 'v7'"))
        let list = try JSONObject(try bench.run("inspect", bench.list).output)
        #expect(list.objects("manifests").last?.object("platform")?.text("variant") == "v7")
    }

    @Test func `every part of a platform can be annotated`() throws {
        let windows = SamplePlatform(os: "windows", architecture: "amd64")
        bench.add(SampleImages.single(windows, format: .docker), as: "windows")
        _ = try bench.run("create", "-a", bench.list, bench.app("windows"))
        let result = try bench.run(
            "annotate", "--os", "windows", "--arch", "amd64", "--os-version", "10.0.20348.1", "--os-features",
            "win32k,a", "--os-features", "b", bench.list, bench.app("windows"))
        #expect(result.status == 0)
        #expect(result.output == "" && result.errors == "")
        #expect(try bench.run("annotate", bench.list, bench.app("arm64"), "--variant", "v8").status == 0)
        let list = try JSONObject(try bench.run("inspect", bench.list).output)
        let platforms = list.objects("manifests").compactMap { $0.object("platform") }
        #expect(platforms[2].text("os.version") == "10.0.20348.1")
        #expect(platforms[2].members["os.features"] as? [String] == ["win32k", "a", "b"])
        #expect(platforms[1].text("variant") == "v8")
    }

    @Test(
        arguments: [
            (["--arch", "arm64"], 4, "its config says linux/amd64, not linux/arm64"),
            (["--os", "windows"], 4, "not windows/amd64"),
            (["--arch", "arm65"], 11, "unknown architecture 'arm65'"),
            (["--os", "lunix"], 11, "unknown operating system 'lunix'"),
        ] as [([String], Int32, String)])
    func `a contradiction with the config is refused, and the list is not changed`(
        options: [String], status: Int32, sentence: String
    ) throws {
        let before = try bench.run("inspect", bench.list).output
        let result = try bench.run(["annotate"] + options + [bench.list, bench.app("amd64")])
        #expect(result.status == status)
        #expect(result.errors.contains(sentence))
        #expect(try bench.run("inspect", bench.list).output == before)
    }

    @Test func `an image that is not in the list is refused, and those in it are listed`() throws {
        let result = try bench.run("annotate", bench.list, bench.app("amd65"), "--variant", "v2")
        #expect(result.status == 6)
        #expect(result.errors.contains("which contains '\(bench.app("amd64"))', '\(bench.app("arm64"))'"))
    }

    @Test func `concurrent amendments are all kept`() throws {
        let architectures = ["386", "arm", "ppc64le", "s390x", "riscv64", "mips64le"]
        for name in architectures { bench.add(SampleImages.single(SamplePlatform("linux/\(name)")), as: name) }
        let path = try ResolveBinary.path()
        let programs = try architectures.map { name in
            try BackgroundProgram(
                path, ["manifest", "create", "--amend", bench.list, bench.app(name)],
                environment: TestEnvironment.clean(home: bench.home.path, adding: ["RESOLVE_HOME": bench.home.path]))
        }
        for program in programs { #expect(program.wait().status == 0) }
        let list = try JSONObject(try bench.run("inspect", bench.list).output)
        #expect(list.objects("manifests").count == 8)
        #expect(bench.files.count == 1)
    }
}

/// Reads the names of a JSON list of lists.
private enum ListNames {
    static func of(_ text: String) throws -> [String] {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]]
        return (value ?? []).compactMap { $0["list"] as? String }
    }
}
