import Foundation
import TestSupport
import Testing

/// Mounts of overlayfs in tests.
enum Overlays {
    /// Whether this is root on a kernel with overlayfs.
    static let canBeMounted: Bool = {
        guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
        let script = """
            cd \(folder.path); mkdir lower upper work merged
            mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged
            """
        return (try? run("unshare", ["--mount", "--propagation", "private", "sh", "-ec", script]))?.status == 0
    }()
}

/// Images of Debian's packages as Debian's containerd unpacks them, and overlayfs shows them, against what this program makes of
/// them, entry by entry: type, mode, owner, time, links, extended attributes and content. The images have no devices.
@Suite(.timeLimit(.minutes(10)), .enabled(if: Overlays.canBeMounted, "overlayfs cannot be mounted here"))
struct OverlayTreeTests {
    /// Programs, interpreters, fonts, cross-compilers, boot loaders and a language's library, from ``RealTrees``.
    private static let packages = [
        "busybox-amd64", "dash-amd64", "perl", "python", "pip-setuptools", "cross-riscv64", "wine", "mono", "numpy",
        "gettext-classes", "valgrind", "i386-in-amd64", "efi", "syslinux", "avr", "musl", "git", "ruby", "fonts",
        "coreutils",
    ]
    private let resolve: Resolve
    private let platform = ["--platform", "linux/amd64"]
    private let start = Date().timeIntervalSince1970

    init() throws {
        resolve = try Resolve()
    }

    /// The image under a name that containerd can list.
    private func named(_ image: String) throws -> String {
        let layout = resolve.home.file("named")
        try resolve.runChecked(["pull", "-q"] + platform + [image, "-o", "oci:\(layout):\(Self.name)"])
        return "oci:" + layout
    }

    private static let name = "trees.example/app:1"

    /// What overlayfs shows of an image that containerd has unpacked.
    private func overlay(_ image: String, in containerd: Containerd) throws -> TreeListing {
        let archive = resolve.home.file("image.tar")
        try resolve.runChecked(["pull", "-q"] + platform + [image, "-o", archive])
        try ctr(in: containerd, "theirs", "import", "--snapshotter", "overlayfs", archive)
        return try mounted("theirs", in: containerd)
    }

    private func ctr(in containerd: Containerd, _ namespace: String, _ words: String...) throws {
        let command =
            containerd.entering + ["ctr", "--address", containerd.socket, "--namespace", namespace, "images"] + words
        try Tool.run(command[0], Array(command.dropFirst()))
    }

    /// What overlayfs shows of the only image in a namespace.
    private func mounted(_ namespace: String, in containerd: Containerd) throws -> TreeListing {
        let merged = resolve.home.file(namespace)
        try FileManager.default.createDirectory(atPath: merged, withIntermediateDirectories: true)
        try ctr(in: containerd, namespace, "mount", "--snapshotter", "overlayfs", Self.name, merged)
        return try TreeListing(merged, prefix: containerd.entering)
    }

    /// Expects the same in a directory that this program unpacks an image into, and in a snapshot.
    private func expectTrees(of image: String) throws -> TreeListing {
        let containerd = try Containerd(mounts: .own)
        let image = try named(image)
        let expected = try overlay(image, in: containerd)
        #expect(expected.entries.count > 10)
        let root = resolve.home.file("root")
        try resolve.runChecked(["pull", "-q"] + platform + [image, "-o", "rootfs:" + root])
        let tree = try TreeListing(root).differences(from: expected, ignoring: withoutOwnTimes)
        #expect(tree == [], "rootfs:")
        let store = ["-o", "containerd:ours", "--snapshotter", "overlayfs", "--containerd-address", containerd.socket]
        try resolve.runChecked(["pull", "-q"] + platform + [image] + store)
        let snapshot = try mounted("ours", in: containerd)
        let differences = snapshot.differences(from: expected, ignoring: withoutOwnTimes)
        #expect(differences == [], "containerd:")
        return expected
    }

    /// Leaves out the times that containerd gives: to the root directory, and to directories that no layer lists. This
    /// program marks the root directory, which is no part of the image.
    private func withoutOwnTimes(_ path: String, _ entry: inout TreeListing.Entry) {
        if path == "." {
            entry.modified = ""
            entry.attributes.removeAll { $0.contains(".resolve.image=") }
        }
        if entry.type == "d", Double(entry.modified) ?? 0 > start { entry.modified = "now" }
    }

    @Test(arguments: packages) func `packages unpack to what overlayfs shows of them`(name: String) throws {
        _ = try expectTrees(of: try RealTrees.shared.get().image(name))
    }

    /// Layers of an administrator: this machine's /etc, then a change of it, and a removal.
    private func machineImage() throws -> String {
        let layout = resolve.home.file("layout")
        try Tool.run("umoci", ["init", "--layout", layout])
        try Tool.run("umoci", ["new", "--image", layout + ":etc"])
        let script = """
            umask 022; cd \(resolve.home.path); mkdir one two three; cp -a --parents /etc one; find one -type b,c,s,p -delete
            mkdir two/etc; touch -r /etc two/etc; cp -a /etc/passwd two/etc; chmod 600 two/etc/passwd; chown 1:2 two/etc/passwd
            mkdir two/opt; ln two/etc/passwd two/opt/users; ln -s ../etc/group two/opt/groups; echo 2 > two/opt/set
            chmod 6711 two/opt/set; setfattr -n user.origin -v test two/opt/set; mkdir -m 1777 two/tmp
            mkdir three/etc; touch -r /etc three/etc; touch three/etc/.wh.passwd three/.wh.tmp; mkdir -m 700 three/opt
            """
        try Tool.run("bash", ["-ec", script])
        for layer in ["one", "two", "three"] {
            let folder = resolve.home.file(layer)
            try Tool.run(
                "tar",
                [
                    "-C", folder, "--format=posix", "--sort=name", "--xattrs", "--xattrs-include=*", "--numeric-owner",
                    "-cf", folder + ".tar", ".",
                ])
            try Tool.run("umoci", ["raw", "add-layer", "--image", layout + ":etc", folder + ".tar"])
        }
        return "oci:\(layout):etc"
    }

    @Test func `this machine's settings, changed by further layers, are what overlayfs shows of them`() throws {
        let image = try machineImage()
        let expected = try expectTrees(of: image)
        #expect(expected.entries["opt/users"]?.owner == "1" && expected.entries["etc/passwd"] == nil)
        let archive = resolve.home.file("export.tar")
        let tree = resolve.home.file("tree")
        try resolve.runChecked(["export"] + platform + [image, "-o", archive])
        try FileManager.default.createDirectory(atPath: tree, withIntermediateDirectories: true)
        let options = ["--delay-directory-restore", "--xattrs", "--xattrs-include=*", "--numeric-owner"]
        try Tool.run("tar", ["-xpf", archive, "-C", tree] + options)
        let exported = try TreeListing(tree).differences(from: expected, ignoring: withoutOwnTimes)
        #expect(exported == [])
    }
}
