import TestSupport
import Testing

@testable import TaskRunner

/// Images that a task pulls, tags and pushes, and images that it builds and then runs.
@Suite(.timeLimit(.minutes(2)))
struct TaskImageTests {
    private let bench: TaskBench

    init() throws {
        bench = try TaskBench()
    }

    /// The lines that the scripts have recorded, without the questions whether they are there.
    private func calls() throws -> [String] {
        try runChecked("/bin/sh", ["-c", "cat \"$0\" 2>&1 || :", bench.folder.file("stub/calls")]).output
            .split(separator: "\n").map(String.init).filter { !$0.hasSuffix("version") && !$0.hasPrefix("version") }
    }

    private static let moves: [(steps: String, calls: [String], outcomes: [StepOutcome])] = [
        (
            "[{cmd: docker pull m.io/a:1}, {cmd: docker tag m.io/a:1 r.example/b:2}, {push: [r.example/b:2]}]",
            ["find m.io/a:1 for host", "push r.example/b:2 from m.io/a@…"], [.succeeded, .succeeded, .succeeded]
        ),
        // Names without a registry are those of the run; to docker pull and push they are Docker Hub's.
        (
            """
            [{cmd: docker pull -q a}, {cmd: docker image tag docker.io/library/a b:2}, {push: [b:2]}, {cmd: docker push b:2}]
            """,
            [
                "find docker.io/library/a:latest for host", "push r.example/b:2 from docker.io/library/a@…",
                "push docker.io/library/b:2 from docker.io/library/a@…",
            ], [.succeeded, .succeeded, .succeeded, .succeeded]
        ),
        (
            """
            [{cmd: docker pull --platform linux/arm64 m.io/a}, {cmd: docker tag m.io/a b:1-amd64}, {push: [b:1-amd64]}]
            """,
            ["find m.io/a:latest for linux/arm64"],
            [
                .succeeded, .succeeded,
                .failed(status: 4, "the built image is for linux/arm64, but its name is 'r.example/b:1-amd64'"),
            ]
        ),
        (
            "[{cmd: docker pull m.io/missing}, {push: [x]}]", [],
            [.failed(status: 6, "no 'm.io/missing:latest'"), .skipped]
        ),
        (
            "[{cmd: docker tag m.io/a r.example/b}]", [],
            [.failed(status: 6, "no step of this run has built or pulled 'm.io/a:latest'")]
        ),
        (
            "[{cmd: docker push Bad}]", [],
            [
                .failed(
                    status: 11,
                    "image 'Bad' has the uppercase letter 'B' in the repository 'Bad'; repositories are written in lowercase"
                )
            ]
        ),
    ]

    // https://docs.docker.com/engine/reference/commandline/tag, as in the documentation of Azure Container Registry.
    @Test(.userCase("L10"), arguments: moves)
    func `images are pulled, tagged and pushed without an engine`(
        steps: String, calls: [String], outcomes: [StepOutcome]
    ) async throws {
        for name in ["docker", "podman", "buildah"] { try bench.write(name, #"echo "$@" >> "$STUB/calls""#) }
        let (reports, _, _) = try await bench.run("steps: \(steps)")
        #expect(reports.map(\.outcome) == outcomes)
        #expect(bench.images.calls.withLock { $0 } == calls)
        #expect(try self.calls().filter { !$0.hasPrefix("cat:") } == [])
    }

    @Test(.userCase("L10"))
    func `an engine that the task needs anyway pulls and tags, and gives the image to the push`()
        async throws
    {
        try bench.write(
            "podman",
            TaskBench.layout + #"""
                echo "$1 $2 $3" >> "$STUB/calls"
                [ "$1" != push ] || { for word; do folder=$word; done; folder=${folder#oci:}; layout "${folder%:image}" linux/amd64; }
                """#)
        let (reports, _, _) = try await bench.run(
            """
            steps:
            - cmd: docker pull m.example/a:1
            - cmd: docker tag m.example/a:1 r.example/b:2
            - cmd: b:2 --version
            - push: [r.example/b:2]
            """)
        #expect(reports.map(\.outcome) == [.succeeded, .succeeded, .succeeded, .succeeded])
        #expect(bench.images.calls.withLock { $0 } == ["push r.example/b:2"])
        let moves = ["pull m.example/a:1 ", "tag m.example/a:1 r.example/b:2", "push --quiet r.example/b:2"]
        #expect(try calls().filter { call in moves.contains(call) } == moves)
    }

    private static let refused: [(command: String, sentence: String)] = [
        ("docker tag a", "'docker tag' takes two image names, not 1"),
        ("docker pull a b", "'docker pull' takes one image name, not 2"),
        ("docker image push", "'docker push' takes one image name, not 0"),
    ]

    @Test(.userCase("L10"), arguments: refused)
    func `lint and plan refuse a wrong number of names`(command: String, sentence: String) throws {
        let text = "steps: [{cmd: \(command)}]"
        #expect(throws: TaskError.self) { try plan(text) }
        #expect(try findings(text).map(\.sentence) == [sentence])
    }

    @Test(.userCase("L10"), arguments: ["docker pull --all-tags a", "docker push -a a", "docker pull --new a b"])
    func `options that only an engine knows are left to it`(command: String) async throws {
        let plan = try plan("steps: [{cmd: \(command), id: x}]")
        await #expect(throws: TaskError.noEngine(step: "x")) {
            try await TaskTools.find(for: plan, variables: ["PATH": bench.folder.path])
        }
    }

    /// A `docker` with BuildKit that records its calls, and the names in the archives that it loads.
    private static let docker =
        TaskBench.layout + #"""
            echo "$@" | sed 's/,dest=.*-t/ -t/; s/--input .*/--input FILE/' >> "$STUB/calls"
            case "$1" in
            buildx)
              [ "$2" = version ] && exit 0
              for word; do case "$word" in type=oci*) folder=${word#*dest=};; esac; done
              layout "$folder" linux/amd64;;
            load)
              { tar -xOf "$3" manifest.json; echo; tar -tf "$3" | grep -c blobs/sha256/.; } >> "$STUB/calls";;
            save)
              case "$4" in *gone*) exit 1;; esac
              : > "$3";;
            image) echo linux/arm64/v8;;
            esac
            """#

    // https://github.com/Azure/acr-builder/issues/530
    @Test(.userCase("L11"), arguments: ["docker", "podman"])
    func `what BuildKit has built is loaded into the engine that runs it`(engine: String) async throws {
        try bench.write("buildah", "exit 1")
        try bench.write("podman", engine == "podman" ? Self.docker : "exit 1")
        try bench.write("docker", Self.docker)
        let (reports, _, _) = try await bench.run(
            "steps: [{build: -t a:1 -t r.example/a:2 .}, {cmd: a:1 --help}, {push: [a:1]}]")
        #expect(reports.map(\.outcome) == [.succeeded, .succeeded, .succeeded])
        let calls = try calls()
        let load = try #require(calls.firstIndex(of: "load --input FILE"))
        #expect(calls[..<load].contains { $0.hasPrefix("buildx build") })
        let names = engine == "podman" ? #"["localhost/a:1","r.example/a:2"]"# : #"["a:1","r.example/a:2"]"#
        #expect(calls[load + 1].contains(#""Layers":[],"RepoTags":"# + names))
        #expect(calls[load + 1].contains(#""Config":"blobs/sha256/"#))
        #expect(calls[load + 2] == "2")
        #expect(calls[(load + 3)...].contains { $0.hasPrefix("run ") && $0.hasSuffix(" a:1 --help") })
        #expect(bench.images.calls.withLock { $0 } == ["push r.example/a:1"])
    }

    @Test(.userCase("L11")) func `podman finds what buildah has built, and a build alone loads nothing`() async throws {
        try bench.write("podman", #"echo "$1" >> "$STUB/calls""#)
        try bench.write("docker", Self.docker)
        _ = try await bench.run("steps: [{build: -t a:1 .}, {cmd: a:1}]")
        #expect(try !calls().contains("load"))
        try bench.write("buildah", "exit 1")
        _ = try await bench.run("steps: [{build: -t a:1 .}, {push: [a:1]}]")
        #expect(try !calls().contains { $0.hasPrefix("load") })
    }

    @Test(
        .userCase("L11"), arguments: [("b:1", true), ("b:1-amd64", false), ("gone:1", false)])
    func `an image that docker itself has is saved and pushed, if it is there and for the platform of its name`(
        name: String, isPushed: Bool
    ) async throws {
        for name in ["buildah", "podman"] { try bench.write(name, "exit 1") }
        try bench.write("docker", Self.docker)
        let (reports, _, _) = try await bench.run(
            "steps: [{cmd: docker commit box r.example/\(name)}, {push: [r.example/\(name)]}]")
        #expect(reports.map(\.outcome.isSuccess) == [true, isPushed])
        #expect(bench.images.calls.withLock { $0 } == (isPushed ? ["push r.example/b:1 from an archive"] : []))
    }
}

extension StepOutcome {
    fileprivate var isSuccess: Bool { self == .succeeded }
}
