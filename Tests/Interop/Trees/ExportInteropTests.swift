import Foundation
import TestSupport
import Testing

/// Exported archives, unpacked by GNU tar and bsdtar, against what umoci unpacks of the same images, entry by entry.
@Suite(.timeLimit(.minutes(5)), .enabled(if: geteuid() == 0, "owners of files need root"))
struct ExportInteropTests {
    private let resolve: Resolve
    private let platform = ["--platform", "linux/amd64"]

    init() throws {
        resolve = try Resolve()
    }

    /// Layers, as shell commands in an empty directory that GNU tar archives, and names that are then taken out of the archive.
    private typealias Layers = [(script: String, without: [String])]

    /// Makes a layout of layers, and returns the image in it.
    private func image(_ name: String, _ layers: Layers) throws -> String {
        let layout = resolve.home.file("layout")
        if !FileManager.default.fileExists(atPath: layout) { try Tool.run("umoci", ["init", "--layout", layout]) }
        try Tool.run("umoci", ["new", "--image", "\(layout):\(name)"])
        for (number, layer) in layers.enumerated() {
            let folder = resolve.home.file("\(name)\(number)")
            // Linux gives directories of a time in the past to no one, so they get theirs when all is there.
            try Tool.run(
                "bash", ["-ec", "umask 022; mkdir \(folder); cd \(folder); \(layer.script)\n" + Self.datesDirectories])
            let archive = folder + ".tar"
            try Tool.run(
                "tar",
                [
                    "-C", folder, "--sparse", "--format=posix", "--sort=name", "--xattrs", "--xattrs-include=*",
                    "--numeric-owner", "-cf", archive, ".",
                ])
            for path in layer.without { try Tool.run("tar", ["--delete", "--no-recursion", "-f", archive, path]) }
            try Tool.run("umoci", ["raw", "add-layer", "--image", "\(layout):\(name)", archive])
        }
        return "\(layout):\(name)"
    }

    private static let datesDirectories = "find . -type d -exec touch -d '2021-03-04 05:06:07.123456789 UTC' {} +"

    /// What umoci unpacks.
    private func unpacked(_ image: String) throws -> TreeListing {
        let bundle = resolve.home.file("bundle") + UUID().uuidString
        try Tool.run("umoci", ["unpack", "--image", image, bundle])
        return try TreeListing(bundle + "/rootfs")
    }

    /// What a program unpacks of an export.
    private func exported(_ image: String, _ paths: [String] = [], by program: String = "tar") throws -> TreeListing {
        let folder = resolve.home.file("tree") + UUID().uuidString
        let archive = folder + ".tar"
        let export = try resolve.run(["export"] + platform + ["oci:" + image] + paths + ["-o", archive])
        #expect(export.status == 0, "\(export.errors)")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let options =
            program == "tar"
            ? ["--delay-directory-restore", "--xattrs", "--xattrs-include=*", "--numeric-owner"]
            : ["--numeric-owner", "--xattrs"]
        let result = try Tool.run(program, ["-xpf", archive, "-C", folder] + options)
        let complaints = result.errors.split(separator: "\n").filter { !$0.contains("implausibly old time stamp") }
        #expect(complaints == [], "\(program)")
        return try TreeListing(folder)
    }

    private static let long = String(repeating: "n", count: 200)

    private static let images: [(name: String, layers: Layers)] = [
        (
            "one",
            [
                (
                    """
                    mkdir -p a/\(long)/\(long) b; echo x > a/\(long)/\(long)/file; ln -s \(long)/\(long)/file a/link
                    printf '\\xff\\xfe' | xargs -0 touch; touch 'ü' $'new\\nline' ' =' b/'back\\slash'; mkfifo -m 640 b/pipe
                    echo set > b/setuid; chown 1000:2000 b/setuid; chmod 6755 b/setuid; mkdir -m 1777 tmp
                    echo big > b/owner; chown 3000000:4294967294 b/owner; chown -h 5:6 a/link; chmod 700 a
                    touch -d '2001-02-03 04:05:06.987654321 UTC' b/owner; touch -d '1969-12-31 23:59:58 UTC' b/old
                    truncate -s 3M b/sparse; printf middle >> b/sparse; truncate -s 5M b/sparse
                    setfattr -n user.comment -v hello b/owner; setfattr -n user.dir -v x b
                    cp /bin/true b/capable; setcap cap_net_raw+ep b/capable
                    """, []
                )
            ]
        ),
        (
            "whiteouts",
            [
                (
                    """
                    mkdir -p keep gone/deep opaque/sub dir/in link.d; echo 1 > gone/deep/file; echo 1 > opaque/sub/old
                    echo 1 > keep/a; echo 1 > keep/b; echo 1 > dir/in/file; ln -s link.d link; echo 1 > file; echo 1 > link.d/x
                    echo 1 > again
                    """, []
                ),
                (
                    """
                    mkdir -p keep opaque link file; touch .wh.gone keep/.wh.a opaque/.wh..wh..opq .wh.dir .wh.again
                    echo 2 > keep/c; echo 2 > opaque/new; echo 2 > link/y; echo 2 > file/z
                    """, []
                ),
                (
                    """
                    mkdir -p gone keep; echo 3 > gone/back; echo 3 > dir; echo 3 > keep/a; chmod 600 keep/a; echo 3 > again
                    chmod 2750 keep
                    """, []
                ),
            ]
        ),
        (
            "links",
            [
                (
                    """
                    mkdir d e; echo 1 > d/a; ln d/a d/b; ln d/a e/c; echo 2 > d/x; ln d/x e/x; ln -s a d/sym; ln d/sym e/sym
                    setfattr -n user.linked -v 1 d/a; chown 7:8 d/a; echo lone > lone; touch -d '2010-01-01 UTC' d/a lone
                    """, []
                ),
                // Names of files in the layer below. umoci leaves these files as they are, whatever the new entry says.
                (
                    """
                    mkdir d e f; echo 1 > d/a; ln d/a f/new; chown 7:8 d/a; touch -d '2010-01-01 UTC' d/a; touch e/.wh.c
                    echo lone > lone; ln lone f/lone; touch -d '2010-01-01 UTC' lone
                    """, ["./d/a", "./lone"]
                ),
                ("mkdir d; touch d/.wh.a d/.wh.x .wh.lone; echo replaced > d/b", []),
            ]
        ),
    ]

    @Test(arguments: images.map(\.name))
    func `what tar unpacks of an export is what umoci unpacks of the image`(name: String) throws {
        let layers = try #require(Self.images.first { $0.name == name }).layers
        let image = try image(name, layers)
        let expected = try unpacked(image)
        #expect(expected.entries.count > 8)
        for program in ["tar", "bsdtar"] {
            let found = try exported(image, by: program)
            // bsdtar leaves the time of the directory that it unpacks in.
            let differences = found.differences(from: expected) { path, entry in
                if program == "bsdtar", path == "." { entry.modified = "" }
            }
            #expect(differences == [], "\(program)")
        }
    }

    @Test func `parts of an image are the same entries as in the whole`() throws {
        for (name, layers) in Self.images {
            let image = try image(name, layers)
            let whole = try exported(image)
            let top = whole.entries.keys.filter { !$0.contains("/") && $0 != "." && !$0.contains("\\") }.sorted()
            #expect(top.count > 2)
            for path in top {
                let part = try exported(image, [path])
                let expected = whole.entries.keys.filter { $0 == path || $0.hasPrefix(path + "/") }.sorted()
                #expect(part.entries.keys.filter { $0 != "." }.sorted() == expected, "\(path)")
                for key in expected {
                    var (mine, others) = (part.entries[key], whole.entries[key])
                    // A name outside of the part may come first.
                    mine?.firstName = ""
                    others?.firstName = ""
                    #expect(mine == others, "\(key)")
                }
            }
        }
    }

    /// Layers that programs read in different ways; "Unpacking" in the documentation says which one is taken.
    private static let ambiguous: Layers = [
        (
            """
            mkdir -p a real/sub tmp again opaque root; ln -s a link; echo 1 > real/file
            ln -s /real absolute; echo 1 > a/old; echo 1 > opaque/old; echo 1 > root/old; chmod 1777 tmp
            setfattr -n user.first -v 1 again; chown 3:4 again; echo 1 > order
            """, []
        ),
        (
            """
            mkdir -p link absolute/sub tmp new/deep again opaque/x; echo 2 > link/through; echo 2 > absolute/sub/through
            echo 2 > tmp/file; echo 2 > new/deep/file; touch opaque/.wh..wh..opq; echo 2 > opaque/x/new; touch .wh.order
            echo 2 > order
            """, ["./link", "./absolute", "./absolute/sub", "./tmp", "./new", "./new/deep"]
        ),
        ("mkdir root; touch .wh..wh..opq; echo 3 > root/new; echo 3 > only", []),
    ]

    @Test func `an export is what rootfs: unpacks, also where programs differ`() throws {
        for (name, layers) in Self.images + [
            ("ambiguous", Array(Self.ambiguous.prefix(2))), ("emptied", Self.ambiguous),
        ] {
            let image = try image(name, layers)
            let root = resolve.home.file(name + "-root")
            try resolve.runChecked(["pull", "-q"] + platform + ["oci:" + image, "-o", "rootfs:" + root])
            let differences = try exported(image).differences(from: TreeListing(root)) { path, entry in
                entry.attributes.removeAll { $0.contains(".resolve.image=") }
                // Directories that no layer lists: an archive gives them the time 0, so that it is always the same.
                if ["new", "new/deep"].contains(path) { entry.modified = "" }
            }
            #expect(differences == [], "\(name)")
        }
    }

    /// Packages of Debian: programs, links to alternatives, fonts, a cross-compiler.
    @Test(arguments: ["coreutils", "fonts", "git", "cross-riscv64", "perl"])
    func `a real image is exported as its layers unpack one over the other`(name: String) throws {
        let trees = try RealTrees.shared.get()
        let tree = try #require(RealTrees.trees.first { $0.name == name })
        let folder = resolve.home.file("reference")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for package in tree.packages {
            let archive = resolve.home.file("layer.tar")
            try Data(trees.tar(package, tree.architecture)).write(to: URL(fileURLWithPath: archive))
            try Tool.run(
                "tar", ["-xpf", archive, "-C", folder, "--numeric-owner", "--delay-directory-restore"])
        }
        let image = String(trees.image(name).dropFirst(4))
        let expected = try TreeListing(folder)
        #expect(expected.entries.count > 50)
        let differences = try exported(image).differences(from: expected)
        #expect(differences == [])
    }

    @Test func `a reader that ends early is not an error, and a full disk is one`() throws {
        let image = try image("data", [("head -c 30000000 /dev/urandom > data", [])])
        let command = "'\(try ResolveBinary.path())' export --platform linux/amd64 oci:\(image)"
        let environment = TestEnvironment.clean(home: resolve.home.path)
        let ended = try run(
            "bash", ["-c", "set -o pipefail; \(command) | head -c 5 | wc -c"], environment: environment)
        #expect(ended.status == 0 && ended.output == "5\n" && ended.errors == "")
        let full = try run("bash", ["-c", "\(command) > /dev/full"], environment: environment)
        #expect(full.status == 10, "\(full.errors)")
        // A file that may not grow to its size, whatever ends the program.
        let file = resolve.home.file("out.tar")
        let limited = try run("bash", ["-c", "ulimit -f 10000; \(command) -o \(file)"], environment: environment)
        #expect(limited.status != 0 && !FileManager.default.fileExists(atPath: file))
    }
}
