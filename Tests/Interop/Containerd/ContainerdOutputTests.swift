import Foundation
import TestSupport
import Testing

/// `pull -o containerd` with Debian's containerd, against what its own `ctr images pull` makes of the same image.
@Suite(.timeLimit(.minutes(10)), .enabled(if: geteuid() == 0, "snapshots are written to by root"))
struct ContainerdOutputTests {
    private let resolve: Resolve
    private let registry: LocalRegistry

    init() throws {
        resolve = try Resolve()
        registry = try LocalRegistry()
    }

    /// What `ctr` prints about a namespace of a containerd.
    private func ctr(_ containerd: Containerd, _ words: String...) throws -> String {
        let command = containerd.entering + ["ctr", "--address", containerd.socket] + words
        return try Tool.run(command[0], Array(command.dropFirst())).output
    }

    /// Pulls into a containerd, and returns the object that `--json` prints.
    @discardableResult
    private func pull(
        _ image: String, into containerd: Containerd, _ options: String..., output: String = "containerd"
    ) throws -> [String: Any] {
        let result = try resolve.run(
            ["pull", "-q", "--json", "-o", output, "--containerd-address", containerd.socket] + options + [image])
        try #require(result.status == 0, "\(result.errors)")
        return try JSONSerialization.jsonObject(with: Data(result.stdout)) as? [String: Any] ?? [:]
    }

    /// Makes an image of layers, each made by shell commands in an empty directory, and pushes it. Layers but the first are made
    /// `without` entries of these names. The same commands make the same layer.
    private func push(_ name: String, _ scripts: [String], without: [String] = []) throws -> String {
        let layout = resolve.home.file("layout")
        if !FileManager.default.fileExists(atPath: layout) { try Tool.run("umoci", ["init", "--layout", layout]) }
        try Tool.run("umoci", ["new", "--image", "\(layout):\(name)"])
        for (number, script) in scripts.enumerated() {
            let folder = resolve.home.file("\(name)\(number)")
            let archive = folder + ".tar"
            let dates = "find . -exec touch -h -d '2021-03-04 05:06:07.123456789 UTC' {} +"
            try Tool.run("bash", ["-ec", "umask 022; mkdir \(folder); cd \(folder); \(script)\n\(dates)"])
            let options = [
                "--format=posix", "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime", "--sort=name",
                "--xattrs", "--xattrs-include=*", "--numeric-owner",
            ]
            try Tool.run("tar", ["-C", folder] + options + ["-cf", archive, "."])
            for path in (number > 0 ? without : []) + ["./"] {
                _ = try? Tool.run("tar", ["--delete", "--no-recursion", "-f", archive, path])
            }
            try Tool.run("umoci", ["raw", "add-layer", "--image", "\(layout):\(name)", archive])
        }
        try registry.push(layout: layout, tag: name, to: "team/\(name):v1")
        return registry.reference("team/\(name):v1")
    }

    private static let layers = [
        """
        mkdir -p bin d/in gone/deep opaque/sub keep; echo 1 > bin/one; ln bin/one bin/two; ln -s one bin/link; echo 1 > d/in/f
        echo 1 > gone/deep/f; echo 1 > opaque/sub/f; echo 1 > keep/a; echo 1 > keep/b; mkdir -m 1777 tmp; mkfifo keep/pipe
        chown 5:6 keep/a; chmod 6755 bin/one; setfattr -n user.note -v hello keep/a; cp /bin/true bin; setcap cap_net_raw+ep bin/true
        echo 1 > file; mkdir dir; echo 1 > dir/x; echo 1 > again; ln -s dir dirlink; chown -h 7:8 dirlink
        """,
        """
        mkdir -p opaque keep file dirlink; touch .wh.gone opaque/.wh..wh..opq keep/.wh.a .wh.again; echo 2 > opaque/new
        echo 2 > keep/c; echo 2 > file/now; echo 2 > dir; echo 2 > dirlink/y; chmod 700 keep
        """,
        "mkdir -p gone keep; echo 3 > gone/back; echo 3 > keep/a; echo 3 > again; chown 9:9 keep",
    ]

    /// The files of the only image of a snapshotter, as its mounts show them.
    ///
    /// `ctr images mount` of containerd 1.6 unpacks the image again, into overlayfs, whatever the option says.
    private func tree(in containerd: Containerd, _ snapshotter: String) throws -> TreeListing {
        let folder = resolve.home.file("mount-" + UUID().uuidString)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let labels = try ctr(containerd, "content", "ls")
        let start = try #require(labels.range(of: "containerd.io/gc.ref.snapshot.\(snapshotter)="))
        let chain = String(labels[start.upperBound...].prefix { $0 != "," && !$0.isWhitespace })
        // containerd collects a view when it next collects garbage, as it does after a lease has ended.
        var mount: String?
        for _ in 0..<5 where mount == nil {
            let key = UUID().uuidString
            _ = try ctr(containerd, "snapshots", "--snapshotter", snapshotter, "view", key, chain)
            mount = try? ctr(containerd, "snapshots", "--snapshotter", snapshotter, "mounts", folder, key)
        }
        let command = containerd.entering + ["sh", "-ec", try #require(mount)]
        try Tool.run(command[0], Array(command.dropFirst()))
        return try TreeListing(folder, prefix: containerd.entering)
    }

    /// A listing of `ctr` without ages and order: the first two words of each line, and the labels.
    private static func rows(_ listing: String) -> [String] {
        listing.split(separator: "\n").dropFirst().map { line in
            let words = line.split(separator: " ").flatMap { $0.split(separator: "\t") }
            let labels = words.last?.split(separator: ",").sorted().joined(separator: ",") ?? ""
            return words.prefix(2).joined(separator: " ") + " " + labels
        }.sorted()
    }

    @Test(
        .enabled(if: Overlays.canBeMounted, "overlayfs cannot be mounted here"), arguments: ["overlayfs", "native"])
    func `blobs, labels, snapshots and files are those that ctr makes`(snapshotter: String) throws {
        let image = try push("layered", Self.layers)
        let (mine, its) = (try Containerd(mounts: .own), try Containerd(mounts: .own))
        let result = try pull(image, into: mine, "--snapshotter", snapshotter)
        #expect(result["output"] as? String == "containerd:default")
        _ = try ctr(its, "images", "pull", "--plain-http", "--snapshotter", snapshotter, image)
        let listings = [["content", "ls"], ["snapshots", "--snapshotter", snapshotter, "ls"], ["images", "ls"]]
        for words in listings + [["images", "check", "--snapshotter", snapshotter]] {
            func listing(_ containerd: Containerd) throws -> [String] {
                let command = containerd.entering + ["ctr", "--address", containerd.socket] + words
                return Self.rows(try Tool.run(command[0], Array(command.dropFirst())).output)
            }
            let expected = try listing(its)
            #expect(expected.count >= 1)
            #expect(try listing(mine) == expected, "\(words)")
        }
        #expect(try ctr(mine, "images", "check").contains("complete (4/4)"))
        #expect(try ctr(mine, "leases", "ls", "-q") == "")
        let expected = try tree(in: its, snapshotter)
        #expect(expected.entries["keep/a"] != nil && expected.entries["gone/deep"] == nil)
        let differences = try tree(in: mine, snapshotter).differences(from: expected) { path, entry in
            // No layer has an entry of the root, which then is as old as the snapshot; and for a snapshot of native, containerd
            // copies the one below without the times of directories.
            if path == "." || snapshotter == "native" && entry.type == "d" { entry.modified = "" }
        }
        #expect(differences == [])
    }

    @Test(.enabled(if: Overlays.canBeMounted, "overlayfs cannot be mounted here"), arguments: ["overlayfs", "native"])
    func `links to files of lower layers and parents without entries are kept, where ctr fails or forgets`(
        snapshotter: String
    ) throws {
        let layers = [
            "mkdir -m 1777 tmp; mkdir -p a/b real; chown 3:4 a/b; chmod 750 a/b; echo low > a/b/f; echo low > base; ln -s real via",
            "mkdir -p tmp a/b via; echo new > tmp/new; echo low > base; ln base hard; echo via > via/x",
        ]
        let image = try push("odd", layers, without: ["./tmp/", "./a/", "./a/b/", "./base", "./via/"])
        let containerd = try Containerd(mounts: .own)
        try pull(image, into: containerd, "--snapshotter", snapshotter)
        let tree = try tree(in: containerd, snapshotter)
        #expect(tree.entries["tmp"]?.mode == "1777")
        #expect(tree.entries["tmp/new"] != nil && tree.entries["a/b/f"] != nil)
        #expect(tree.entries["a/b"]?.owner == "3" && tree.entries["a/b"]?.mode == "750")
        #expect(tree.entries["hard"]?.firstName == "base" && tree.entries["base"]?.firstName == "base")
        // On overlayfs, the directory of the upper layer hides the link.
        let isMerged = snapshotter == "native"
        #expect(tree.entries["via"]?.type == (isMerged ? "l" : "d"))
        #expect(tree.entries[isMerged ? "real/x" : "via/x"] != nil)
    }

    @Test func `a second pull fetches and sends nothing, and another image only what it does not share`() throws {
        let containerd = try Containerd()
        let base = try push("base", [Self.layers[0]])
        let first = try pull(base, into: containerd, "--snapshotter", "native")
        #expect((first["bytes"] as? Int ?? 0) > 0)
        func blobRequests() -> Int { registry.requests.filter { $0.target.contains("/blobs/") }.count }
        let before = blobRequests()
        let second = try pull(base, into: containerd, "--snapshotter", "native")
        #expect(second["bytesFromCache"] as? Int ?? 0 > 0)
        // The config is a document, which is read to know the layers.
        #expect(blobRequests() <= before + 1)
        let other = try push("upper", [Self.layers[0], Self.layers[1]])
        let third = blobRequests()
        try pull(other, into: containerd, "--snapshotter", "native")
        #expect(blobRequests() <= third + 2, "the config and one layer")
        #expect(try ctr(containerd, "images", "check", "--snapshotter", "native").contains("complete (3/3)"))
    }

    @Test func `without unpacking, containerd has the image, and no snapshot`() throws {
        let containerd = try Containerd()
        let image = try push("stored", Self.layers)
        try pull(image, into: containerd, "--no-unpack", output: "containerd:k8s.io")
        #expect(try ctr(containerd, "-n", "k8s.io", "images", "check").contains("complete (4/4)"))
        #expect(
            try ctr(containerd, "-n", "k8s.io", "snapshots", "--snapshotter", "native", "ls").split(separator: "\n")
                .count == 1)
        #expect(try ctr(containerd, "images", "ls", "-q") == "")
    }

    @Test func `an image from an index names the index, and has the manifest of this platform`() throws {
        let containerd = try Containerd()
        try registry.push(SampleImages.sixPlatforms(), to: "team/list:v1")
        let image = registry.reference("team/list:v1")
        let result = try pull(image, into: containerd, "--snapshotter", "native", "--platform", "linux/amd64")
        let listed = try ctr(containerd, "images", "ls")
        #expect(listed.contains(result["index"] as? String ?? "-"))
        #expect(try ctr(containerd, "content", "ls", "-q").contains(result["digest"] as? String ?? "-"))
        let labels = try ctr(containerd, "content", "ls")
        #expect(labels.contains("containerd.io/gc.ref.content.m.5=sha256:"))
    }

    @Test func `fifty kills at random moments never leave an image that looks whole and is not`() throws {
        var random = SeededGenerator.fromEnvironment("kills of pulls into containerd")
        let containerd = try Containerd()
        let image = try push(
            "killed", (0..<4).map { "mkdir l\($0); head -c 3000000 /dev/urandom > l\($0)/f; touch l\($0)/{1..99}" })
        let words = [
            "pull", "-q", "-o", "containerd", "--containerd-address", containerd.socket, "--snapshotter", "native",
        ]
        let whole = try resolve.start(words + [image]).wait(timeoutSeconds: 60)
        try #require(whole.status == 0, "\(whole.errors)")
        var kills = 0
        while kills < 50 {
            _ = try ctr(containerd, "images", "rm", "--sync", image)
            for _ in 0..<5 {
                let program = try resolve.start(words + [image])
                usleep(UInt32(Double.random(in: 0...whole.seconds, using: &random) * 1e6))
                guard !program.hasEnded else { break }
                program.send(signal: SIGKILL)
                _ = program.wait(timeoutSeconds: 10)
                kills += 1
                let check = try ctr(containerd, "images", "check", "--snapshotter", "native")
                #expect(
                    !check.contains(image) || check.contains("complete (5/5)") && check.contains("true"), "\(check)")
            }
            let last = try resolve.start(words + [image]).wait(timeoutSeconds: 60)
            #expect(last.status == 0, "\(last.errors)")
            let check = try ctr(containerd, "images", "check", "--snapshotter", "native")
            #expect(check.contains("complete (5/5)") && check.contains("true"), "\(check)")
            #expect(try ctr(containerd, "leases", "ls", "-q") == "")
        }
    }

    @Test func `a containerd that cannot be used is one sentence with a hint`() throws {
        let image = try push("errors", [Self.layers[0]])
        func failure(_ words: String...) throws -> (status: Int32, errors: String) {
            let result = try resolve.run(["pull", "-q", "--progress", "none"] + words + [image])
            return (result.status, result.errors)
        }
        let absent = try failure("-o", "containerd", "--containerd-address", "/nonexistent.sock")
        #expect(absent.status == 9 && absent.errors.contains("containerd's socket '/nonexistent.sock' does not exist"))
        let containerd = try Containerd()
        let socket = ["-o", "containerd", "--containerd-address", containerd.socket]
        let wrong = try failure(socket[0], socket[1], socket[2], socket[3], "--snapshotter", "zfs")
        #expect(wrong.status == 64 && wrong.errors.contains("the snapshotter 'zfs' does not work here"))
        #expect(wrong.errors.contains("--snapshotter takes native"))
        let namespace = try failure("-o", "containerd:a/b", socket[2], socket[3])
        #expect(namespace.status == 64 && namespace.errors.contains("is not the name of a namespace"))
        let layout = try failure("-o", "out", "--snapshotter", "native")
        #expect(layout.status == 64 && layout.errors.contains("--snapshotter is for -o containerd"))
        #expect(try ctr(containerd, "leases", "ls", "-q") == "")
    }
}
