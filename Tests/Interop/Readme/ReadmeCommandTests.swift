import Foundation
import ImageResolver
import TestSupport
import Testing

/// The commands that README.md names outside its transcripts, each run with real images in place of its placeholders.
@Suite(.timeLimit(.minutes(3))) struct ReadmeCommandTests {
    private let readme: Readme
    private let resolve: Resolve
    private let demo: DemoImage
    private let registry: LocalRegistry
    /// A registry with accounts.
    private let closed: LocalRegistry

    init() throws {
        readme = try Readme()
        resolve = try Resolve()
        demo = try DemoImage()
        registry = try LocalRegistry()
        // bcrypt of "hunter2".
        closed = try LocalRegistry(
            access: .htpasswd("me:$2y$05$abcdefghijklmnopqrstuuoXuKqgZXLiJqzfmMXDDhSFPIvxV7t8.\n"))
    }

    private var image: String { demo.authority + "/demo/hello:1" }

    @Test func `every command of the table does what it says`() throws {
        let rows = readme.rows(ofTablesHeaded: "command").compactMap(\.first)
        #expect(rows.count > 15)
        try resolve.home.write(
            "task.yaml",
            """
            version: v1.1.0
            steps:
              - cmd: docker manifest create $Registry/app:list $Registry/app:single
            """)
        let layout = resolve.home.file("layout")
        try resolve.runChecked("pull", image, "--platform", "all", "-o", layout)
        try resolve.runChecked("push", "oci:" + layout, registry.reference("app:1"))
        let host = ["--platform", "linux/amd64"]
        try resolve.runChecked("pull", image, host[0], host[1], "-o", "single")
        try resolve.runChecked("push", "oci:single", registry.reference("app:single"))
        let examples: [String: (words: [String], stdin: String)] = [
            "resolve host": ([], ""),
            "resolve explain IMAGE": ([image] + host, ""),
            "resolve digest IMAGE": ([image] + host, ""),
            "resolve inspect IMAGE": ([image], ""),
            "resolve check IMAGE": ([image, "--no-layers"] + host, ""),
            "resolve why IMAGE [PATH]": ([image] + host, ""),
            "resolve cat IMAGE PATH": ([image, "/bin/hello"] + host, ""),
            "resolve export IMAGE [PATH…]": ([image, "bin", "-o", resolve.home.file("hello.tar")] + host, ""),
            "resolve pull IMAGE…": ([image] + host, ""),
            "resolve mirrors explain IMAGE": ([image], ""),
            "resolve manifest create LIST IMAGE…": (
                [registry.reference("app:2"), registry.reference("app:single")], ""
            ),
            "resolve push SOURCE IMAGE": (["oci:" + layout, registry.reference("app:3")], ""),
            "resolve copy SOURCE DEST": ([image, registry.reference("app:4")], ""),
            "resolve import SOURCE": ([image, "-t", registry.reference("app:5")], ""),
            "resolve list REPOSITORY": ([registry.reference("app")], ""),
            "resolve tags REPOSITORY": ([registry.reference("app")], ""),
            "resolve task run FILE": ([resolve.home.file("task.yaml"), "--registry", registry.authority], ""),
            "resolve login REGISTRY": ([closed.authority, "-u", "me", "--password-stdin"], "hunter2\n"),
            "resolve logout REGISTRY": ([closed.authority], ""),
            "resolve plan IMAGE…": ([image] + host, ""),
            "resolve lock IMAGE…": ([image, "-o", resolve.home.file("resolve.lock")], ""),
            "resolve cache ls": ([layout], ""),
            "resolve vectors": ([], #"{"id":1,"input":"linux/armhf"}"# + "\n"),
        ]
        for row in rows {
            let command = row.filter { $0 != "`" }
            if command == "resolve serve DIR" {
                _ = try resolve.start("serve", layout, "--listen", "127.0.0.1:0")
                    .waitForLine(containing: "serving \(layout) on http://")
                continue
            }
            let example = try #require(examples[command], "\(command)")
            let verbs = command.split(separator: " ").dropFirst().map(String.init).prefix { $0 != $0.uppercased() }
            let result = try resolve.run(Array(verbs) + example.words, stdin: Array(example.stdin.utf8))
            #expect(result.status == 0, "\(command): \(result.errors)")
        }
    }

    @Test func `its steps from single images to an index give an index`() throws {
        let text = readme.lines.joined(separator: " ")
        let commands = text.matches(of: /`resolve ([^`]*REGISTRY\/app[^`]*)`/).map { String($0.1) }
        #expect(commands.map { $0.prefix { $0 != " " } } == ["push", "manifest", "manifest"])
        for name in ["amd64", "arm64"] {
            try resolve.runChecked("pull", image, "--platform", "linux/" + name, "-o", "build/" + name)
        }
        func run(_ command: String) throws {
            let words = command.replacing("REGISTRY", with: registry.authority).split(separator: " ").map(String.init)
            let result = try resolve.run(words)
            #expect(result.status == 0, "\(command): \(result.errors)")
        }
        // The text shows one push; the other architecture is pushed in the same way.
        try run(commands[0].replacing("arm64", with: "amd64"))
        for command in commands { try run(command) }
        let platforms = try resolve.run("inspect", registry.reference("app:1")).output
        #expect(platforms.contains("linux/amd64") && platforms.contains("linux/arm64"))
    }

    @Test func `its example of the library compiles, and pulls an image`() async throws {
        let folder = resolve.home.file("app")
        let code = """
            let resolver = Resolver(options: ResolverOptions())
            let images = try await resolver.pull(PullRequest(image: "registry.example/app:1"), to: .layout("app"))
            """
        #expect(readme.lines.joined(separator: "\n").contains(code))
        let resolver = Resolver(options: ResolverOptions())
        let images = try await resolver.pull(PullRequest(image: image, platforms: ["linux/amd64"]), to: .layout(folder))
        #expect(images.map(\.output) == [folder])
    }
}
