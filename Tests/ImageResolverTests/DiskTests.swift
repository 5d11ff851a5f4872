import Foundation
import ImageResolver
import TestSupport
import Testing

/// Disks that are full, read-only or missing.
struct DiskTests {
    /// A file system in memory with a size in megabytes; only root can mount one.
    private final class SmallDisk {
        let folder: TemporaryFolder

        /// Whether this process may mount file systems; root in a container often may not.
        static let isPossible: Bool = (try? SmallDisk(megabytes: 1)) != nil

        init(megabytes: Int, inodes: Int? = nil) throws {
            folder = try TemporaryFolder()
            let size = "size=\(megabytes)m" + (inodes.map { ",nr_inodes=\($0)" } ?? "")
            try runChecked("mount", ["-t", "tmpfs", "-o", size, "tmpfs", folder.path])
        }

        func makeReadOnly() throws {
            try runChecked("mount", ["-o", "remount,ro", folder.path])
        }

        deinit { _ = try? run("umount", ["-l", folder.path]) }
    }

    @Test(.enabled(if: SmallDisk.isPossible, "mounts a small file system, which only root may"))
    func `a pull that does not fit on the disk is refused before the first layer is requested`() async throws {
        let disk = try SmallDisk(megabytes: 2)
        let image = SampleImages.single("linux/amd64", layerSize: 5_000_000)
        let scene = try Scene(image)
        let error = await #expect(throws: ResolverError.self) {
            try await scene.pull { $0.environment["RESOLVE_HOME"] = disk.folder.file("store") }
        }
        #expect(error?.kind == .disk)
        #expect(error?.message.contains(disk.folder.path) == true)
        #expect(scene.layerRequests(of: image).isEmpty)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "mounts a small file system, which only root may"))
    func `a pull without inodes for its files is refused, and told from one without space`() async throws {
        // The store itself and the image's documents take 15 or so; the image has 40 layers.
        let disk = try SmallDisk(megabytes: 8, inodes: 35)
        let image = SampleImages.manyLayers(40, size: 100)
        let scene = try Scene(image)
        let error = await #expect(throws: ResolverError.self) {
            try await scene.pull { $0.environment["RESOLVE_HOME"] = disk.folder.file("store") }
        }
        #expect(error?.kind == .disk)
        #expect(error?.message.contains("free inodes, but the pull needs 4") == true, "\(String(describing: error))")
        #expect(error?.hint?.contains("df -i") == true)
        #expect(scene.layerRequests(of: image).isEmpty)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "mounts a small file system, which only root may"))
    func `an interrupted pull is not refused because of the space of its own parts`() async throws {
        let disk = try SmallDisk(megabytes: 8)
        let image = SampleImages.single("linux/amd64", layerSize: 6_500_000)
        let scene = try Scene(image)
        let store = disk.folder.file("store")
        scene.registry.misbehave(on: .containing(image.layers[1].digest), hits: 1...1, .cut(after: 4_000_000))
        let error = await #expect(throws: ResolverError.self) {
            try await scene.pull { $0.environment["RESOLVE_HOME"] = store }
        }
        #expect(error?.kind == .network)
        #expect(try await scene.pull { $0.environment["RESOLVE_HOME"] = store }.count == 1)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "mounts a small file system, which only root may"))
    func `a read-only store still provides its content`() async throws {
        let disk = try SmallDisk(megabytes: 8)
        let six = SampleImages.sixPlatforms()
        let scene = try Scene(six)
        let store = disk.folder.file("store")
        try await scene.pull { $0.environment["RESOLVE_HOME"] = store }
        try disk.makeReadOnly()
        let again = try await scene.pull { $0.environment["RESOLVE_HOME"] = store }
        #expect(again.map { "\($0.digest)" } == [six.child(0).digest])
        let layout = try await scene.pullLayout { $0.environment["RESOLVE_HOME"] = store }
        #expect(layout.dangling.isEmpty)
        let error = await #expect(throws: ResolverError.self) {
            try await scene.pull(["linux/arm64"]) { $0.environment["RESOLVE_HOME"] = store }
        }
        #expect(error?.kind == .disk)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "mounts a small file system, which only root may"))
    func `a blob that is damaged in the local store is fetched for another output`() async throws {
        let disk = try SmallDisk(megabytes: 8)
        let image = SampleImages.single("linux/amd64", layerSize: 100_000)
        let scene = try Scene(image)
        let store = disk.folder.file("store")
        try await scene.pull { $0.environment["RESOLVE_HOME"] = store }
        let blob = "store/blobs/" + image.layers[1].digest.split(separator: ":").joined(separator: "/")
        var bytes = try disk.folder.read(blob)
        bytes[50_000] ^= 1
        try disk.folder.write(blob, bytes)
        scene.registry.clearLog()
        let layout = try await scene.pullLayout { $0.environment["RESOLVE_HOME"] = store }
        #expect(layout.dangling.isEmpty)
        #expect(scene.layerRequests(of: image) == ["GET blobs/\(image.layers[1].digest)"])
    }

    @Test func `an output that cannot be created is an error of the disk`() async throws {
        let scene = try Scene(SampleImages.sixPlatforms())
        try scene.folder.write("file", "in the way")
        for path in [scene.folder.file("file"), scene.folder.file("file/out")] {
            let error = await #expect(throws: ResolverError.self) {
                try await scene.resolver().pull(PullRequest(image: scene.image), to: .layout(path))
            }
            #expect(error?.kind == .disk)
            #expect(error?.message.contains(path) == true)
        }
        #expect(scene.requested.isEmpty)
    }

    @Test func `a store of a later version is refused, and a folder that is not a store is not used as one`()
        async throws
    {
        let scene = try Scene(SampleImages.sixPlatforms())
        try scene.folder.write("store/oci-layout", #"{"imageLayoutVersion":"9.0.0"}"#)
        let error = await #expect(throws: ResolverError.self) { try await scene.pull() }
        #expect(error?.kind == .malformed)
        // Operations that only read work without it.
        #expect(try await scene.resolver().explain(scene.image).chosen?.position == [0])
    }
}
