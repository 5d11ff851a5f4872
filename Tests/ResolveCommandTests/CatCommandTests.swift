import TestSupport
import Testing

/// One file of an image: which bytes are printed, from which layers, and what is said without any.
struct CatCommandTests {
    private let builder = ImageBuilder()

    /// Three layers as engines write them: with the parents of each entry before it.
    private var layers: [SampleLayer] {
        [
            [
                .folder("etc"), .file("etc/passwd", "root\n"), .file("etc/shadow", "secret\n"), .folder("usr"),
                .folder("usr/bin"), .file("usr/bin/busybox", "first\n"), .symbolicLink("bin", to: "usr/bin"),
                .hardLink("usr/bin/sh", to: "usr/bin/busybox"), .symbolicLink("out", to: "/../../etc/passwd"),
                .symbolicLink("loop", to: "loop"), .file("empty", ""),
            ],
            [
                .folder("etc"), .file("etc/.wh.shadow", ""), .folder("usr"), .folder("usr/bin"),
                .file("usr/bin/busybox", "second\n"), .folder("opt"), .symbolicLink("opt/link", to: "../etc/top"),
            ],
            [.folder("etc"), .file("etc/top", "first\n"), .file("etc/top", "top\n")],
        ].map { builder.layer($0) }
    }

    private var image: SampleImage { builder.image("linux/amd64", layers: layers) }

    private func cat(_ image: String, _ path: String, _ arguments: String...) throws -> ProgramResult {
        try Command.run(["cat", "--platform", "linux/amd64"] + arguments + [image, path])
    }

    @Test(
        arguments: [
            ("/etc/top", "top\n"), ("etc/passwd", "root\n"), ("./etc//passwd", "root\n"), ("/bin/busybox", "second\n"),
            ("/bin/sh", "first\n"), ("/usr/bin/sh", "first\n"), ("/out", "root\n"), ("/opt/link", "top\n"),
            ("/../etc/passwd", "root\n"), ("/bin/../bin/busybox", "second\n"), ("/empty", ""),
        ])
    func `the bytes are those of the whole image, from every source`(path: String, content: String) throws {
        let folder = try TemporaryFolder()
        let layout = "oci:" + (try image.writeLayout(to: folder, tag: "1"))
        let oci = "oci-archive:" + (try folder.write("oci.tar", Tar.archive(image.archiveMembers(tag: "1"))))
        let docker =
            "docker-archive:"
            + (try folder.write("docker.tar", Tar.archive(image.dockerArchiveMembers(names: ["app:1"]))))
        for source in [layout, oci, docker] {
            let result = try cat(source, path)
            #expect(result.output == content, "\(source)")
            #expect(result.status == 0 && result.errors == "", "\(source): \(result.errors)")
        }
    }

    @Test(
        arguments: [
            ("/etc/shadow", 6, "'/etc/shadow' is not in the image"),
            ("/app/run", 6, "'/app/run' is not in the image: there is no '/app'"),
            ("/bin/nothing", 6, "'/bin/nothing' is not in the image: there is no '/usr/bin/nothing'"),
            ("/etc/passwd/x", 6, "'/etc/passwd/x' is not in the image: '/etc/passwd' is not a directory"),
            ("/etc/passwd/", 6, "'/etc/passwd/' is not in the image: '/etc/passwd' is not a directory"),
            ("/loop", 6, "'/loop' is not in the image: more than 40 symbolic links lead on at '/loop'"),
            ("/etc", 64, "'/etc' is a directory, not a file"),
            ("/bin", 64, "'/bin' leads to '/usr/bin', which is a directory, not a file"),
            ("/", 64, "'/' is a directory, not a file"),
        ] as [(String, Int32, String)])
    func `what is not a file is said in one sentence`(path: String, status: Int32, sentence: String) throws {
        let folder = try TemporaryFolder()
        let layout = "oci:" + (try image.writeLayout(to: folder, tag: "1"))
        let result = try cat(layout, path)
        #expect(result.output == "")
        let hint = status == 64 ? "  hint: `resolve export` writes what is in a directory as a tar archive\n" : ""
        #expect(result.errors == "resolve: \(layout): \(sentence)\n\(hint)")
        #expect(result.status == status)
    }

    @Test func `what is not an image is named`() throws {
        let registry = try MisbehavingRegistry()
        let config = SampleBlob(mediaType: "application/vnd.cncf.helm.config.v1+json", bytes: Array("{}".utf8))
        let chart = SampleBlob(mediaType: "application/vnd.cncf.helm.chart.content.v1.tar+gzip", bytes: [1, 2, 3])
        registry.add(ImageBuilder().image(config: config, layers: [chart]), to: "team/chart", tags: ["1"])
        for command in [["cat"], ["export"]] {
            let result = try Command.run(command + [registry.reference("team/chart:1"), "Chart.yaml"])
            #expect(result.status == 11, "\(result.errors)")
            #expect(result.errors.contains("not an image, but a Helm chart"), "\(result.errors)")
        }
    }

    @Test func `a path without end is not in the image, and an empty one is refused`() throws {
        let folder = try TemporaryFolder()
        let layout = "oci:" + (try image.writeLayout(to: folder, tag: "1"))
        let long = try cat(layout, "/" + String(repeating: "x", count: 5000))
        #expect(long.status == 6 && long.output == "")
        #expect(long.errors.hasSuffix("is not in the image: the path is longer than 4096 bytes\n"))
        let empty = try cat(layout, "")
        #expect(empty.status == 64 && empty.output == "")
    }

    @Test func `of a registry's layers only those are read that decide`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(image, to: "app", tags: ["1"])
        let digests = layers.map(\.blob.digest)
        for (path, content, read) in [
            ("/etc/top", "top\n", [2]), ("/opt/link", "top\n", [2, 1, 2]), ("/usr/bin/busybox", "second\n", [2, 1]),
            ("/etc/passwd", "root\n", [2, 1, 0]), ("/bin/busybox", "second\n", [2, 1, 0, 1]),
        ] as [(String, String, [Int])] {
            registry.clearLog()
            let result = try cat(registry.reference("app:1"), path)
            #expect(result.output == content && result.status == 0, "\(path): \(result.errors)")
            let requested = registry.requests(to: .containing("/blobs/")).compactMap { request in
                digests.firstIndex { request.target.hasSuffix($0) }
            }
            #expect(requested == read, "\(path)")
        }
    }

    // The last bytes of a stored gzip layer are its checksum: what it holds is whole.
    @Test func `nothing of a layer is printed whose bytes are not those of its digest`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(image, to: "app", tags: ["1"])
        let layer = layers[2].blob
        let faults: [Fault] = [
            .flipped(at: 600), .flipped(at: layer.bytes.count - 1), .flipped(at: 4), .truncated(by: 8), .padded(by: 3),
        ]
        for fault in faults {
            registry.behave()
            registry.misbehave(on: .containing(layer.digest), fault)
            let result = try cat(registry.reference("app:1"), "/etc/top", "--retries", "0")
            #expect(result.output == "", "\(fault)")
            #expect([5, 9].contains(result.status), "\(fault): \(result.status) \(result.errors)")
        }
    }

    @Test(arguments: [511, 700, 1024, 1500])
    func `nothing of a layer is printed whose archive is cut, though its digest is right`(count: Int) throws {
        let tar = Tar.archive([.folder("etc"), .file("etc/top", String(repeating: "top\n", count: 300))])
        let blob = SampleBlob(
            mediaType: "application/vnd.oci.image.layer.v1.tar", bytes: Array(tar.prefix(count)))
        let config = SampleBlob(
            mediaType: "application/vnd.oci.image.config.v1+json",
            bytes: Array(
                #"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":["\#(blob.digest)"]}}"#.utf8
            ))
        let image = builder.image(config: config, layers: [blob], platform: "linux/amd64")
        let folder = try TemporaryFolder()
        let result = try cat("oci:" + (try image.writeLayout(to: folder, tag: "1")), "/etc/top")
        #expect(result.output == "")
        #expect(result.status == 5, "\(result.errors)")
    }

    @Test func `a large file is printed from the disk, and nothing of it stays there`() throws {
        let file = LayerFile.random("large", size: (17 << 20) + 5)
        let large = builder.image("linux/amd64", layers: [builder.layer([file])])
        let registry = try MisbehavingRegistry()
        registry.add(large, to: "app", tags: ["1"])
        let home = try TemporaryFolder()
        let result = try Command.run(
            "cat", "--platform", "linux/amd64", registry.reference("app:1"), "large",
            environment: ["RESOLVE_HOME": home.path])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.stdout == file.bytes)
        let left = try runChecked("find", [home.path, "-type", "f"])
        #expect(left.output == "")
    }

    @Test func `--json makes errors objects, and leaves the bytes as they are`() throws {
        let folder = try TemporaryFolder()
        let layout = "oci:" + (try image.writeLayout(to: folder, tag: "1"))
        #expect(try cat(layout, "/etc/top", "--json").output == "top\n")
        let missing = try cat(layout, "/x", "--json")
        let error = try #require(try JSONObject(missing.errors).object("error"))
        #expect(error.text("code") == "not-found")
    }
}
