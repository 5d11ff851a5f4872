import Foundation
import TestSupport
import Testing

/// Files of an image at Debian's docker-registry, compared with those that umoci unpacks.
@Suite(.timeLimit(.minutes(3))) struct CatInteropTests {
    private let resolve: Resolve
    private let registry: LocalRegistry

    init() throws {
        resolve = try Resolve()
        registry = try LocalRegistry()
    }

    /// Makes a layout of layers that GNU tar archives, and returns its path.
    private func layout(_ scripts: [String]) throws -> String {
        let layout = resolve.home.file("layout")
        try Tool.run("umoci", ["init", "--layout", layout])
        try Tool.run("umoci", ["new", "--image", layout + ":1"])
        for (number, script) in scripts.enumerated() {
            let folder = resolve.home.file("layer\(number)")
            try Tool.run("sh", ["-ec", "mkdir \(folder); cd \(folder); \(script)"])
            let archive = folder + ".tar"
            try Tool.run("tar", ["-C", folder, "--sparse", "--format=posix", "--sort=name", "-cf", archive, "."])
            try Tool.run("umoci", ["raw", "add-layer", "--image", layout + ":1", archive])
        }
        return layout
    }

    @Test func `each file is printed as umoci unpacks it, from layouts, a registry and the store`() throws {
        let long = String(repeating: "n", count: 200)
        let layout = try layout([
            """
            mkdir -p usr/bin usr/lib/\(long)/\(long) etc opt/old; ln -s usr/bin bin; ln -s usr/lib lib
            echo sh > usr/bin/sh; ln usr/bin/sh usr/bin/dash; ln -s dash usr/bin/ash; head -c 70000 /dev/urandom > etc/data
            truncate -s 18M etc/sparse; printf end >> etc/sparse; ln -s ../../../etc/data opt/data; echo old > opt/old/file
            echo deep > usr/lib/\(long)/\(long)/file; ln -s /lib/\(long)/\(long)/file short; echo gone > etc/gone
            """,
            "mkdir -p usr/bin etc opt/old; echo two > usr/bin/dash; touch etc/.wh.gone opt/old/.wh..wh..opq",
            "mkdir -p usr/lib opt/old; echo third > usr/lib/file; echo new > opt/old/new; : > opt/empty",
        ])
        let bundle = resolve.home.file("bundle")
        try Tool.run("umoci", ["unpack", "--rootless", "--image", layout + ":1", bundle])
        let image = registry.reference("team/app:1")
        try Tool.run(
            "skopeo",
            ["--insecure-policy", "copy", "--dest-tls-verify=false", "oci:\(layout):1", "docker://" + image])
        let platform = ["--platform", "linux/amd64"]
        #expect(try resolve.run(["pull", "-q"] + platform + [image]).status == 0)
        let sources = [
            ["oci:\(layout):1"], [image], ["--offline", image],
        ]
        let root = bundle + "/rootfs"
        var count = 0
        for path in try FileManager.default.subpathsOfDirectory(atPath: root).sorted() {
            let type = try FileManager.default.attributesOfItem(atPath: root + "/" + path)[.type] as? FileAttributeType
            guard type == .typeRegular else { continue }
            count += 1
            for source in sources {
                let result = try resolve.run(["cat"] + platform + source + [path])
                #expect(result.status == 0, "\(source) \(path): \(result.errors)")
                #expect(
                    Data(result.stdout) == FileManager.default.contents(atPath: root + "/" + path), "\(source) \(path)")
            }
        }
        #expect(count == 8)
        for (link, path) in [
            ("short", "usr/lib/\(long)/\(long)/file"), ("opt/data", "etc/data"), ("bin/ash", "usr/bin/dash"),
            ("lib/file", "usr/lib/file"),
        ] {
            let result = try resolve.run(["cat"] + platform + sources[1] + [link])
            #expect(Data(result.stdout) == FileManager.default.contents(atPath: root + "/" + path), "\(link)")
        }
        for path in ["etc/gone", "opt/old/file"] {
            let result = try resolve.run(["cat"] + platform + sources[1] + [path])
            #expect(result.status == 6 && result.stdout.isEmpty, "\(path)")
        }
    }

    @Test func `a reader that ends early is not an error, and a full disk is one`() throws {
        let layout = try layout(["head -c 30000000 /dev/urandom > data"])
        let command = "'\(try ResolveBinary.path())' cat --platform linux/amd64 oci:\(layout):1 data"
        let environment = TestEnvironment.clean(home: resolve.home.path)
        let ended = try run(
            "bash", ["-c", "set -o pipefail; \(command) | head -c 5 | wc -c"], environment: environment)
        #expect(ended.status == 0 && ended.output == "5\n" && ended.errors == "")
        let full = try run("bash", ["-c", "\(command) > /dev/full"], environment: environment)
        #expect(full.status == 10, "\(full.errors)")
    }
}
