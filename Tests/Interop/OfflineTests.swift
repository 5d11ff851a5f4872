import Foundation
import TestSupport
import Testing

/// Network namespaces without any interface that is up.
private enum NetworkNamespace {
    /// Whether one can be made here.
    static let isAvailable = (try? TestSupport.run("unshare", ["-rn", "true"]))?.status == 0
}

/// `resolve` in a network namespace of its own, in which not even the loopback interface is up: what needs no network works.
@Suite(.enabled(if: NetworkNamespace.isAvailable, "unshare(1) may not make a network namespace here"))
struct OfflineTests {
    private let resolve: Resolve
    private let image = SampleImages.sixPlatforms()
    private let name: String

    /// Fills the local store and the lock, makes a layout and archives of the image, and stops the registry.
    init() throws {
        resolve = try Resolve()
        let registry = try MisbehavingRegistry()
        registry.add(image, to: "team/app", tags: ["1"])
        name = registry.reference("team/app:1")
        try resolve.runChecked("lock", name)
        for output in ["", "layout", "image.tar"] {
            try resolve.runChecked(["pull", "-q", name] + platform + (output.isEmpty ? [] : ["-o", output]))
        }
        registry.stop()
    }

    private var platform: [String] { ["--platform", "linux/arm64"] }

    private func run(_ arguments: [String]) throws -> ProgramResult {
        try TestSupport.run(
            "unshare", ["-rn", ResolveBinary.path()] + arguments,
            environment: TestEnvironment.clean(home: resolve.home.path), directory: resolve.home.path,
            timeoutSeconds: 60)
    }

    /// The arguments that name the image, for each kind of source.
    private func source(_ kind: String) -> [String] {
        switch kind {
        case "store": ["--offline", name]
        case "lock": ["--offline", "--locked"]
        case "layout": ["--offline", "oci:layout"]
        case "oci-archive": ["--offline", "oci-archive:image.tar"]
        // An image on this machine needs no network, and so no --offline either.
        default: ["docker-archive:image.tar"]
        }
    }

    @Test(.userCase("K4"), arguments: ["store", "lock", "layout", "oci-archive", "docker-archive"])
    func `every source is pulled into every output`(kind: String) throws {
        for output in ["", "out", "out.tar", "-", "k3s:images", "rootfs:tree"] {
            let result = try run(
                ["pull", "-q"] + source(kind) + platform + (output.isEmpty ? [] : ["-o", output]))
            #expect(result.status == 0, "\(output): \(result.errors)")
            #expect((output == "-" ? result.errors : result.output).contains(image.child(1).digest), "\(output)")
        }
        #expect(try resolve.run("cache", "verify", "out").status == 0)
        let archived = try resolve.run(["digest", "oci-archive:out.tar"] + platform)
        #expect(archived.output.contains(image.child(1).digest))
    }

    @Test(arguments: ["-", "out.tar", "out", "rootfs:tree", "k3s:images"])
    func `the local store may be read-only`(output: String) throws {
        let script = """
            mount --bind store store && mount -o remount,bind,ro store && mkdir temporary || exit 99
            export RESOLVE_HOME=$PWD/store TMPDIR=$PWD/temporary
            ! touch store/x 2>&- && exec "$@"
            """
        try FileManager.default.moveItem(
            atPath: resolve.home.file(".local/share/resolve"), toPath: resolve.home.file("store"))
        let result = try TestSupport.run(
            "unshare",
            ["-rnm", "sh", "-c", script, "sh", ResolveBinary.path(), "pull", "-q", "-o", output] + source("store")
                + platform,
            environment: TestEnvironment.clean(home: resolve.home.path), directory: resolve.home.path,
            timeoutSeconds: 60)
        #expect(result.status == 0, "\(result.errors)")
        let temporary = resolve.home.file("temporary/resolve-0")
        #expect((try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? [] == [])
    }

    @Test func `what reads an image needs no network`() throws {
        for command in ["digest", "explain", "inspect"] {
            for kind in ["store", "layout", "oci-archive"] {
                let result = try run([command] + source(kind) + platform)
                #expect(result.status == 0, "\(command), \(kind): \(result.errors)")
            }
        }
    }

    @Test(.userCase("K4")) func `what is missing is named`() throws {
        let other = try run(["pull", "--offline", name.replacing("team/app", with: "team/none")] + platform)
        #expect(other.status == 6)
        #expect(other.errors.contains("not in the local store"), "\(other.errors)")
        let layer = image.child(1).layers[1]
        let path = resolve.home.file("layout/blobs/" + layer.digest.replacing(":", with: "/"))
        try FileManager.default.removeItem(atPath: path)
        let lacking = try run(["pull", "oci:layout", "-o", "out"] + platform)
        // The local store has the layer.
        #expect(lacking.status == 0, "\(lacking.errors)")
        let empty = try TestSupport.run(
            "unshare", ["-rn", ResolveBinary.path(), "pull", "oci:layout", "-o", "other"] + platform,
            environment: TestEnvironment.clean(
                home: resolve.home.path, adding: ["RESOLVE_HOME": resolve.home.file("empty")]),
            directory: resolve.home.path, timeoutSeconds: 60)
        #expect(empty.status == 6)
        #expect(empty.errors.contains("the layout 'layout' lacks blob \(layer.digest)"), "\(empty.errors)")
    }
}
