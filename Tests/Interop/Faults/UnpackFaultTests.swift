import Foundation
import TestSupport
import Testing

/// Trees that are killed while they are made, and disks that are full or mounted: what is there under the tree's name is whole.
@Suite struct UnpackFaultTests {
    private static let kills = 50
    private let registry: MisbehavingRegistry
    private let resolve: Resolve
    private let names: Set<String>

    init() throws {
        registry = try MisbehavingRegistry()
        let builder = ImageBuilder()
        var names: Set<String> = []
        let layers = (0..<4).map { layer in
            let folder = "layer\(layer)"
            names.insert(folder)
            let files = (0..<60).map { LayerFile.random("\(folder)/\($0)", size: 4000, seed: UInt64(layer * 100 + $0)) }
            names.formUnion(files.map(\.path))
            return builder.layer([.folder(folder)] + files)
        }
        self.names = names
        registry.add(builder.image("linux/amd64", layers: layers), to: "app", tags: ["1"])
        resolve = try Resolve()
    }

    private func start(_ directory: String) throws -> BackgroundProgram {
        try resolve.start(
            "pull", "-q", "--platform", "linux/amd64", "-o", "rootfs:\(directory)", registry.reference("app:1"))
    }

    private func files(_ directory: String) -> Set<String>? {
        let path = directory.hasPrefix("/") ? directory : resolve.home.file(directory)
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        return (try? FileManager.default.subpathsOfDirectory(atPath: path)).map(Set.init)
    }

    @Test func `fifty kills at random moments never leave a part of a tree under its name`() throws {
        var random = SeededGenerator.fromEnvironment("kills of pulls to a tree")
        registry.misbehave(on: "/blobs/", .slow(bytesPerSecond: 4_000_000))
        let whole = try start("measured").wait(timeoutSeconds: 60)
        #expect(whole.status == 0, "\(whole.errors)")
        #expect(files("measured") == names)
        var (kills, places) = (0, 0)
        while kills < Self.kills, places < 2 * Self.kills {
            places += 1
            let directory = "tree\(places)"
            for _ in 0..<3 {
                let program = try start(directory)
                usleep(UInt32(Double.random(in: 0...whole.seconds, using: &random) * 1e6))
                guard !program.hasEnded else { break }
                program.send(signal: SIGKILL)
                _ = program.wait(timeoutSeconds: 10)
                kills += 1
                let found = files(directory)
                #expect(found == nil || found == names, "\(directory) after \(kills) kills")
            }
            let last = try start(directory).wait(timeoutSeconds: 60)
            #expect(last.status == 0, "\(directory): \(last.errors)")
            #expect(files(directory) == names)
            #expect(files("\(directory).part") == nil)
        }
        #expect(kills >= Self.kills)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "this machine does not let a test mount a file system"))
    func `a full disk is one sentence, and leaves nothing`() throws {
        let disk = try SmallDisk(kibibytes: 1200)
        let result = try start("\(disk.path)/tree").wait(timeoutSeconds: 60)
        #expect(result.status == 10, "\(result.errors)")
        #expect(result.errors.contains("no space left on device"), "\(result.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])
    }

    @Test(.enabled(if: SmallDisk.isPossible, "this machine does not let a test mount a file system"))
    func `a mount point becomes the tree, and is one afterwards`() throws {
        let disk = try SmallDisk(kibibytes: 64 << 10)
        let first = try start(disk.path).wait(timeoutSeconds: 60)
        #expect(first.status == 0, "\(first.errors)")
        #expect(files(disk.path) == names)
        registry.clearLog()
        let second = try start(disk.path).wait(timeoutSeconds: 60)
        #expect(second.status == 0, "\(second.errors)")
        #expect(registry.requests(to: "/blobs/").count <= 1)
    }

    @Test(.enabled(if: SmallDisk.isPossible, "this machine does not let a test mount a file system"))
    func `a mount point whose files were being moved in is made anew`() throws {
        let disk = try SmallDisk(kibibytes: 64 << 10)
        try FileManager.default.createDirectory(
            atPath: "\(disk.path)/.resolve.part/moving", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: "\(disk.path)/layer0/stale", withIntermediateDirectories: true)
        let result = try start(disk.path).wait(timeoutSeconds: 60)
        #expect(result.status == 0, "\(result.errors)")
        #expect(files(disk.path) == names)
    }
}
