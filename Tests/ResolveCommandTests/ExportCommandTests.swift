import Foundation
import TestSupport
import Testing

/// The files of an image as an archive: which members in which order, from which layers, and what is said without any.
struct ExportCommandTests {
    private let builder = ImageBuilder()

    /// Three layers as engines write them: with the parents of each entry before it.
    private var layers: [SampleLayer] {
        [
            [
                .folder("etc"), .file("etc/passwd", "root\n"), .file("etc/shadow", "secret\n"), .folder("usr"),
                .folder("usr/bin"), .file("usr/bin/busybox", "first\n", mode: 0o755),
                .symbolicLink("bin", to: "usr/bin"), .hardLink("usr/bin/sh", to: "usr/bin/busybox"),
                .folder("var"), .folder("var/old"), .file("var/old/data", "old\n"),
            ],
            [
                .folder("etc"), .file("etc/.wh.shadow", ""), .folder("usr"), .folder("usr/bin"),
                .file("usr/bin/busybox", "second\n"), .folder("opt"), .symbolicLink("opt/link", to: "../etc/top"),
                .folder("var"), .folder("var/old"), .file("var/old/.wh..wh..opq", ""), .file("var/old/new", "new\n"),
            ],
            [
                .folder("etc"), .file("etc/top", "first\n"), .file("etc/top", "top\n"),
                .hardLink("etc/user", to: "etc/passwd"), .file("empty", ""),
            ],
        ].map { builder.layer($0) }
    }

    private var image: SampleImage { builder.image("linux/amd64", layers: layers) }

    /// What ``image`` is exported as.
    private static let all = [
        "drwxr-xr-x etc/", "-rw-r--r-- etc/passwd 5", "drwxr-xr-x usr/", "drwxr-xr-x usr/bin/",
        "-rw-r--r-- usr/bin/sh 6", "lrwxrwxrwx bin -> usr/bin", "-rw-r--r-- usr/bin/busybox 7",
        "drwxr-xr-x opt/", "lrwxrwxrwx opt/link -> ../etc/top", "drwxr-xr-x var/", "drwxr-xr-x var/old/",
        "-rw-r--r-- var/old/new 4", "-rw-r--r-- etc/top 4", "hrw-r--r-- etc/user link to etc/passwd",
        "-rw-r--r-- empty 0",
    ]

    private func export(
        _ image: String, _ arguments: String..., environment: [String: String] = [:]
    ) throws -> ProgramResult {
        try Command.run(["export", "--platform", "linux/amd64", image] + arguments, environment: environment)
    }

    private func layout(in folder: borrowing TemporaryFolder) throws -> String {
        "oci:" + (try image.writeLayout(to: folder, tag: "1"))
    }

    /// The members of an archive as GNU tar lists them: mode, path, and the size of a file.
    private func members(_ archive: [UInt8]) throws -> [String] {
        let folder = try TemporaryFolder()
        let path = try folder.write("export.tar", archive)
        let result = try runChecked("tar", ["--numeric-owner", "-tvf", path], environment: ["TZ": "UTC"])
        #expect(result.errors == "")
        return result.output.split(separator: "\n").map { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: true)
            #expect(words[1] == "0/0" && words[3] == "1970-01-01" && words[4] == "00:00")
            let size = words[0].hasPrefix("-") ? " \(words[2])" : ""
            return "\(words[0]) " + words[5...].joined(separator: " ") + size
        }
    }

    @Test(.userCase("X3")) func `the archive has the merged layers, the same from every source`() throws {
        let folder = try TemporaryFolder()
        let registry = try MisbehavingRegistry()
        registry.add(image, to: "app", tags: ["1"])
        var archives: Set<[UInt8]> = []
        for source in [
            try layout(in: folder), registry.reference("app:1"),
            "oci-archive:" + (try folder.write("oci.tar", Tar.archive(image.archiveMembers(tag: "1")))),
            "docker-archive:"
                + (try folder.write("docker.tar", Tar.archive(image.dockerArchiveMembers(names: ["app:1"])))),
        ] {
            for _ in 1...2 {
                let result = try export(source)
                #expect(result.status == 0, "\(source): \(result.errors)")
                archives.insert(result.stdout)
            }
        }
        #expect(archives.count == 1)
        #expect(try members(try #require(archives.first)) == Self.all)
    }

    @Test(
        arguments: [
            (["/"], all), (["etc", "/usr", "bin", "var", "opt", "empty"], all),
            (["etc"], all.filter { $0.contains(" etc") }), (["/etc/passwd"], ["-rw-r--r-- etc/passwd 5"]),
            (["etc/user"], ["-rw-r--r-- etc/user 5"]), (["bin"], ["lrwxrwxrwx bin -> usr/bin"]),
            (["bin/"], ["drwxr-xr-x usr/bin/", "-rw-r--r-- usr/bin/sh 6", "-rw-r--r-- usr/bin/busybox 7"]),
            (["bin/sh", "/usr/bin/busybox"], ["-rw-r--r-- usr/bin/sh 6", "-rw-r--r-- usr/bin/busybox 7"]),
            (["opt/link", "./etc//top"], ["lrwxrwxrwx opt/link -> ../etc/top", "-rw-r--r-- etc/top 4"]),
            (["var/old", "var/old/new"], ["drwxr-xr-x var/old/", "-rw-r--r-- var/old/new 4"]),
        ] as [([String], [String])])
    func `paths choose what is there and below it`(paths: [String], expected: [String]) throws {
        let folder = try TemporaryFolder()
        let result = try Command.run(["export", "--platform", "linux/amd64", try layout(in: folder)] + paths)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try members(result.stdout) == expected)
    }

    @Test func `the bytes are those of the whole image`() throws {
        let folder = try TemporaryFolder()
        let tree = folder.file("tree")
        try runChecked("mkdir", [tree])
        let result = try export(try layout(in: folder), "-o", folder.file("all.tar"))
        #expect(result.status == 0 && result.output == "", "\(result.errors)")
        try runChecked("tar", ["-xf", folder.file("all.tar"), "-C", tree])
        for (path, content) in [
            ("etc/passwd", "root\n"), ("etc/user", "root\n"), ("etc/top", "top\n"), ("usr/bin/sh", "first\n"),
            ("bin/busybox", "second\n"), ("opt/link", "top\n"), ("var/old/new", "new\n"), ("empty", ""),
        ] {
            #expect(try runChecked("cat", ["\(tree)/\(path)"]).output == content, "\(path)")
        }
    }

    // The layer in the middle is as engines write it: the first name in the order of the directory is the file.
    @Test(.userCase("X1")) func `names of a file keep its bytes when a later layer replaces the one they link to`()
        throws
    {
        let folder = try TemporaryFolder()
        let linked = builder.image(
            "linux/amd64",
            layers: [
                builder.layer([.file("t2", "123\n")]),
                builder.layer([.file("t1", "123\n"), .hardLink("t2", to: "t1"), .hardLink("t3", to: "t1")]),
                builder.layer([.file("t1", "456\n")]),
            ])
        let layout = "oci:" + (try linked.writeLayout(to: folder, tag: "1"))
        #expect(
            try members(try export(layout).stdout) == [
                "-rw-r--r-- t2 4", "hrw-r--r-- t3 link to t2", "-rw-r--r-- t1 4",
            ])
        for (path, content) in [("t1", "456\n"), ("t2", "123\n"), ("t3", "123\n")] {
            let archive = try folder.write("part.tar", try export(layout, path).stdout)
            #expect(try runChecked("tar", ["-xOf", archive]).output == content, "\(path)")
        }
    }

    @Test(
        arguments: [
            ("../../evil", "evil"), ("/absolute", "absolute"), ("a/../../b", "b"), ("./././c", "c"), ("d//e", "d/e"),
        ])
    func `no path leads out of the root`(written: String, path: String) throws {
        let folder = try TemporaryFolder()
        let hostile = builder.image("linux/amd64", layers: [builder.layer([.file(written, "x")])])
        let result = try export("oci:" + (try hostile.writeLayout(to: folder, tag: "1")))
        #expect(try members(result.stdout).last == "-rw-r--r-- \(path) 1")
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func `directories that no layer lists come before what they hold, also when nothing is left in them`() throws
    {
        let folder = try TemporaryFolder()
        let unlisted = builder.image(
            "linux/amd64",
            layers: [
                builder.layer([.file("a/b/f", "f\n"), .file("c/d/g", "g\n")]),
                builder.layer([.file("c/d/.wh.g", ""), .file("a/h", "h\n")]),
            ])
        let result = try export("oci:" + (try unlisted.writeLayout(to: folder, tag: "1")))
        #expect(
            try members(result.stdout) == [
                "drwxr-xr-x a/", "drwxr-xr-x a/b/", "-rw-r--r-- a/b/f 2", "drwxr-xr-x c/", "drwxr-xr-x c/d/",
                "-rw-r--r-- a/h 2",
            ])
    }

    @Test func `an image without layers is an empty archive`() throws {
        let folder = try TemporaryFolder()
        let empty = builder.image("linux/amd64", layers: [])
        let result = try export("oci:" + (try empty.writeLayout(to: folder, tag: "1")))
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.stdout == [UInt8](repeating: 0, count: 1024))
    }

    @Test(.userCase("X2")) func `of a registry's layers only those are fetched that decide, and each once`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(image, to: "app", tags: ["1"])
        let digests = layers.map(\.blob.digest)
        let home = try TemporaryFolder()
        for (paths, fetched) in [
            (["etc/top"], [2]), (["empty", "opt/link"], [2, 1]), (["etc/passwd"], [2, 1, 0]), (["etc"], [2, 1, 0]),
            ([], [2, 1, 0]),
        ] as [([String], [Int])] {
            registry.clearLog()
            let result = try Command.run(
                ["export", "--platform", "linux/amd64", registry.reference("app:1")] + paths,
                environment: ["RESOLVE_HOME": home.path])
            #expect(result.status == 0, "\(paths): \(result.errors)")
            let requested = registry.requests(to: .containing("/blobs/")).compactMap { request in
                digests.firstIndex { request.target.hasSuffix($0) }
            }
            #expect(requested.count == fetched.count && Set(requested) == Set(fetched), "\(paths)")
        }
        // Nothing of it stays.
        #expect(try runChecked("find", [home.path, "-type", "f"]).output == "")
    }

    @Test func `layers of the local store are not fetched, and a damaged one is fetched again`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(image, to: "app", tags: ["1"])
        let home = try TemporaryFolder()
        let environment = ["RESOLVE_HOME": home.path]
        let reference = registry.reference("app:1")
        try #require(
            try Command.run(["pull", "--platform", "linux/amd64", reference], environment: environment).status == 0)
        registry.clearLog()
        let whole = try export(reference, environment: environment)
        #expect(whole.status == 0 && registry.requests(to: .containing("/blobs/")).isEmpty)
        let offline = try export(reference, "--offline", environment: environment)
        #expect(offline.stdout == whole.stdout)
        let layer = layers[0].blob
        let blob = "blobs/" + layer.digest.replacing(":", with: "/")
        var bytes = layer.bytes
        bytes[600] ^= 1
        try runChecked("rm", ["-f", home.file(blob)])
        _ = try home.write(blob, bytes)
        let again = try export(reference, environment: environment)
        #expect(again.status == 0 && again.stdout == whole.stdout, "\(again.errors)")
        #expect(registry.requests(to: .containing(layer.digest)).count == 1)
        let damaged = try export(reference, "--offline", environment: environment)
        #expect(damaged.status == 5 && damaged.output == "", "\(damaged.errors)")
    }

    @Test(
        arguments: [
            (["/etc/shadow"], 6, "'/etc/shadow' is not in the image"),
            (["etc", "app/run"], 6, "'app/run' is not in the image: there is no '/app'"),
            (["/bin/passwd"], 6, "'/bin/passwd' is not in the image: there is no '/usr/bin/passwd'"),
            (["/empty/"], 6, "'/empty/' is not in the image: '/empty' is not a directory"),
        ] as [([String], Int32, String)])
    func `a path that is not in the image is an error`(paths: [String], status: Int32, sentence: String) throws {
        let folder = try TemporaryFolder()
        let layout = try layout(in: folder)
        let result = try Command.run(["export", "--platform", "linux/amd64", layout] + paths)
        #expect(result.status == status && result.output == "")
        let hint = paths == ["/bin/passwd"] ? "  hint: it has '/etc/passwd'\n" : ""
        #expect(result.errors == "resolve: \(layout): \(sentence)\n" + hint)
    }

    @Test func `nothing is written of layers whose bytes are not those of their digests`() throws {
        let registry = try MisbehavingRegistry()
        registry.add(image, to: "app", tags: ["1"])
        let layer = layers[0].blob
        let home = try TemporaryFolder()
        let faults: [Fault] = [
            .flipped(at: 600), .flipped(at: layer.bytes.count - 1), .truncated(by: 8), .padded(by: 3),
        ]
        for fault in faults {
            registry.behave()
            registry.misbehave(on: .containing(layer.digest), fault)
            let result = try export(
                registry.reference("app:1"), "--retries", "0", environment: ["RESOLVE_HOME": home.path])
            #expect(result.output == "", "\(fault)")
            #expect([5, 9].contains(result.status), "\(fault): \(result.status) \(result.errors)")
            #expect(try runChecked("find", [home.path, "-type", "f"]).output == "", "\(fault)")
        }
    }

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func `an interrupted export leaves nothing`(signal: Int32, status: Int32) throws {
        let registry = try MisbehavingRegistry()
        registry.add(image, to: "app", tags: ["1"])
        let layer = layers[1].blob.digest
        registry.misbehave(on: .containing(layer), .delay(seconds: 20))
        let home = try TemporaryFolder()
        let program = try Command.start(
            "export", "--platform", "linux/amd64", registry.reference("app:1"), "-o", home.file("out.tar"), home: home)
        while registry.requests(to: .containing(layer)).isEmpty && !program.hasEnded { usleep(10_000) }
        program.send(signal: signal)
        let result = program.wait(timeoutSeconds: 15)
        #expect(result.status == status && result.errors.contains("resolve: interrupted"), "\(result.errors)")
        #expect(try runChecked("find", [home.path, "-type", "f"]).output == "")
    }

    @Test func `a config that names other digests or fewer is refused`() throws {
        let folder = try TemporaryFolder()
        let (first, second) = (layers[0], layers[1])
        for (diffIDs, status) in [([first.diffID, first.diffID], 5), ([first.diffID], 11)] as [([String], Int32)] {
            let list = diffIDs.map { "\"\($0)\"" }.joined(separator: ",")
            let config = SampleBlob(
                mediaType: "application/vnd.oci.image.config.v1+json",
                bytes: Array(
                    #"{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[\#(list)]}}"#.utf8))
            let wrong = builder.image(config: config, layers: [first.blob, second.blob], platform: "linux/amd64")
            let result = try export("oci:" + (try wrong.writeLayout(to: folder, tag: "\(status)")))
            #expect(result.status == status && result.output == "", "\(result.errors)")
        }
    }

    @Test func `a hard link to nothing is refused, unless it is not wanted`() throws {
        let folder = try TemporaryFolder()
        let broken = builder.image(
            "linux/amd64", layers: [builder.layer([.file("a", "a\n"), .hardLink("b", to: "c")])])
        let layout = "oci:" + (try broken.writeLayout(to: folder, tag: "1"))
        let whole = try export(layout)
        #expect(whole.status == 11 && whole.output == "")
        #expect(whole.errors.contains("'b' is a hard link to 'c', which neither this layer has"))
        #expect(try members(try export(layout, "a").stdout) == ["-rw-r--r-- a 2"])
    }

    @Test func `a file is replaced when the new one is complete, and stays after a failure`() throws {
        let folder = try TemporaryFolder()
        let layout = try layout(in: folder)
        let file = try folder.write("out.tar", Array("old".utf8))
        #expect(try export(layout, "nothing", "-o", file).status == 6)
        #expect(try runChecked("cat", [file]).output == "old")
        #expect(try export(layout, "--output", file).status == 0)
        #expect(try runChecked("cat", [file]).stdout == (try export(layout, "-o", "-").stdout))
        #expect(try runChecked("find", [folder.path, "-maxdepth", "1", "-name", ".*"]).output == "")
        let directory = try export(layout, "-o", folder.path)
        #expect(directory.status == 64 && directory.errors.contains("is not a regular file"))
        let missing = try export(layout, "-o", folder.file("no/such/out.tar"))
        #expect(missing.status == 10)
        #expect(missing.errors.contains("opening '\(folder.file("no/such/out.tar"))': no such file or directory"))
    }
}
