import Foundation
import TestSupport
import Testing

/// Tasks with the real buildah and Debian's registry.
@Suite(.timeLimit(.minutes(3)))
struct TaskInteropTests {
    private let registry: LocalRegistry
    private var resolve: Resolve

    private let sample: String

    init() throws {
        try Tool.run("buildah", ["--version"])
        sample = try Fixtures.guideTask()
        registry = try LocalRegistry()
        resolve = try Resolve()
        let home = resolve.home
        try home.write(
            "storage.conf",
            """
            [storage]
            driver = "vfs"
            graphroot = "\(home.path)/graph"
            runroot = "\(home.path)/run"
            """)
        resolve.environment = ["CONTAINERS_STORAGE_CONF": home.file("storage.conf"), "BUILDAH_ISOLATION": "chroot"]
        for name in ["amd64", "arm64"] {
            try home.write("hello.\(name)", "hello from \(name)\n")
            try home.write("dockerfile.\(name)", "FROM scratch\nCOPY hello.\(name) /hello\nCMD [\"/hello\"]\n")
        }
    }

    private func run(_ text: String, _ further: String...) throws -> ProgramResult {
        try resolve.home.write("task.yaml", text)
        return try resolve.run(
            ["task", "run", "task.yaml", "--registry", registry.authority, "--run-id", "x1"] + further)
    }

    @Test func `the guide's task is refused as printed, and creates a list of two platforms once repaired`() throws {
        let refused = try run(sample)
        #expect(refused.status == 11)
        #expect(registry.requests.filter { $0.method != "GET" }.isEmpty)
        let repaired = sample.replacing("myyimage", with: "myimage").replacing("-f dockerfile.arm64", with: "-f X")
            .replacing("-f dockerfile.amd64", with: "-f dockerfile.arm64").replacing(
                "-f X", with: "-f dockerfile.amd64")
        let result = try run(repaired, "--json")
        #expect(result.status == 0, "\(result.errors)")
        let list = registry.reference("multi-arch-samples/myimage:latest")
        for name in ["amd64", "arm64"] {
            let raw = try Tool.run(
                "skopeo",
                ["inspect", "--tls-verify=false", "--override-arch", name, "--config", "--raw", "docker://\(list)"])
            #expect(raw.output.contains("\"architecture\":\"\(name)\""))
            let pulled = try resolve.run("pull", list, "--platform", "linux/\(name)", "-o", "out-\(name)")
            #expect(pulled.status == 0, "\(pulled.errors)")
        }
        #expect(try resolve.run("manifest", "ls").output == "")
    }

    @Test func `an image whose platform contradicts its tag is not pushed`() throws {
        let text = """
            steps:
            - build: --platform linux/amd64 -t {{.Run.Registry}}/a:1-arm64 -f dockerfile.amd64 .
            - push: ["{{.Run.Registry}}/a:1-arm64"]
            """
        let result = try run(text, "--no-lint", "--json")
        #expect(result.status == 4)
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(result.stdout)) as? [String: Any])
        let steps = try #require(report["steps"] as? [[String: Any]])
        #expect(steps.map { $0["status"] as? String } == ["failed", "skipped"])
        #expect(steps[0]["exit"] as? Int == 4)
        #expect(registry.requests.filter { $0.method != "GET" }.isEmpty)
    }

    @Test(
        arguments: [
            ("busybox-amd64", [], "failed"), ("busybox-amd64", ["--no-check"], "succeeded"),
            ("busybox-arm64", [], "succeeded"),
        ] as [(String, [String], String)])
    func `a build that starts a program for another platform is not pushed`(
        program: String, options: [String], status: String
    ) throws {
        try resolve.home.write("app", try SampleProgram.bytes(program))
        try resolve.home.write("dockerfile.app", "FROM scratch\nCOPY --chmod=755 app /app\nCMD [\"/app\"]\n")
        let text = """
            steps:
            - build: --platform linux/arm64 -t {{.Run.Registry}}/a:1-arm64 -f dockerfile.app .
            - push: ["{{.Run.Registry}}/a:1-arm64"]
            """
        try resolve.home.write("task.yaml", text)
        let result = try resolve.run(
            ["task", "run", "task.yaml", "--registry", registry.authority, "--no-lint", "--json"] + options)
        #expect(result.status == (status == "failed" ? 4 : 0), "\(result.errors)")
        let report = try #require(
            try JSONSerialization.jsonObject(with: Data(result.stdout)) as? [String: Any])
        let steps = try #require(report["steps"] as? [[String: Any]])
        #expect(steps[0]["status"] as? String == status)
        if status == "failed" {
            #expect(steps[0]["exit"] as? Int == 4)
            #expect((steps[0]["message"] as? String)?.contains("/app") == true)
        }
        #expect(registry.requests.contains { $0.method == "PUT" } == (status != "failed"))
    }

    @Test(.userCase("L10"), .userCase("N8"))
    func `an image is pulled, tagged and pushed by a task without any program, and its digest is printed`() throws {
        let source = registry.reference("multi-arch-samples/base:1-arm64")
        let built = try run(
            """
            steps:
            - build: -t \(source) -f dockerfile.arm64 .
            - push: [\(source)]
            """)
        #expect(built.status == 0, "\(built.errors)")
        var bare = resolve
        bare.environment["PATH"] = "/nonexistent"
        try resolve.home.write(
            "move.yaml",
            """
            steps:
            - cmd: docker pull --platform linux/arm64 \(source)
            - cmd: docker tag \(source) {{.Run.Registry}}/copy/app:v2-arm64
            - push: ["{{.Run.Registry}}/copy/app:v2-arm64"]
            """)
        let moved = try bare.run(["task", "run", "-q", "move.yaml", "--registry", registry.authority])
        #expect(moved.status == 0, "\(moved.errors)")
        let digest = try resolve.run("digest", "--index", source).output
        #expect(moved.output == "\(registry.reference("copy/app"))@\(digest)")
        let digests = try [source, registry.reference("copy/app:v2-arm64")].map {
            try Tool.run("skopeo", ["inspect", "--tls-verify=false", "--raw", "docker://\($0)"]).output
        }
        #expect(digests[0] == digests[1])
    }
}
