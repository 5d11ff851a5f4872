import CFileTree
import ImageStore
import LayerReading

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The tree of an image in the making: each layer is unpacked into a directory of its own, several at once, and laid over the
/// lower ones in order.
///
/// Everything is in one directory, with one file system, which holds nothing else of value: what an interrupted build has left
/// there is removed by the next one.
package final class TreeBuild: Sendable {
    private static let treeName = Array("tree".utf8)
    private static let prefix = Array("layer.".utf8)

    /// The path of the directory that becomes the tree.
    package let path: String
    private let folder: String
    private let work: OpenDirectory
    private let options: UnpackOptions
    private let reader: LayerReader

    /// Begins a tree in the directory at `folder`, which exists and is used by no other process.
    package init(in folder: String, reader: LayerReader, _ options: UnpackOptions) throws(LayerError) {
        self.folder = folder
        self.options = options
        self.reader = reader
        path = "\(folder)/\(String(decoding: Self.treeName, as: UTF8.self))"
        work = try OpenDirectory(path: folder)
        try remove()
        guard try work.makeDirectory(Self.treeName[...], mode: 0o755) else {
            throw .store(.system(.makingFolder, path: path, code: EEXIST))
        }
    }

    /// Removes what this build, or an interrupted one, has left.
    package func remove() throws(LayerError) {
        for name in try work.names() where Self.isOwn(name) { try work.remove(name[...]) }
    }

    /// Whether a build gives this name to what it makes.
    static func isOwn(_ name: [UInt8]) -> Bool { name == treeName || name.starts(with: prefix) }

    /// Unpacks a layer on the current thread; the first one has the number 0. Several may be unpacked at once, and one may be
    /// unpacked again before it is laid.
    package func unpack(
        _ source: some LayerSource, number: Int, hashing digests: LayerDigests
    ) throws(LayerError) -> (layer: UnpackedLayer, summary: LayerSummary) {
        if number > 0 { _ = try work.makeDirectory(name(number)[...], mode: 0o700) }
        let writer = try LayerWriter(into: number > 0 ? "\(folder)/layer.\(number)" : path, options)
        let summary = try reader.unpack(source, hashing: digests, into: writer)
        return (try writer.finish(), summary)
    }

    /// Lays an unpacked layer over those before it, which have been laid already.
    package func lay(_ layer: UnpackedLayer, number: Int) throws(LayerError) {
        let merge = TreeMerge(layer, WritingRights(keepsOwners: options.keepsOwners))
        let tree = try tree()
        guard number > 0 else { return try merge.makeLinks(in: tree, lower: nil) }
        guard let source = try work.directory(name(number)[...]) else {
            throw .store(.system(.opening, path: "\(folder)/layer.\(number)", code: ENOENT))
        }
        try merge.run(from: source, to: tree)
        try work.remove(name(number)[...])
    }

    /// Waits until everything is on the disk.
    package func sync() throws(LayerError) {
        let code = -resolve_sync_file_system(work.number)
        guard code <= 0 else { throw .store(.system(.syncing, path: folder, code: code)) }
    }

    /// Lays an unpacked layer over the tree in a directory that something else has made, on the same file system.
    package static func lay(
        _ layer: UnpackedLayer, from source: String, over tree: String
    ) throws(LayerError) {
        try TreeMerge(layer, WritingRights(keepsOwners: geteuid() == 0)).run(
            from: try OpenDirectory(path: source), to: try OpenDirectory(path: tree))
    }

    /// Moves the files in a directory, and its attributes, to an empty one on the same file system.
    package static func move(from source: String, to target: String) throws(LayerError) {
        var layer = UnpackedLayer()
        layer.hasRoot = true
        try lay(layer, from: source, over: target)
    }

    private func tree() throws(LayerError) -> OpenDirectory {
        guard let tree = try work.directory(Self.treeName[...]) else {
            throw .store(.system(.opening, path: path, code: ENOENT))
        }
        return tree
    }

    private func name(_ number: Int) -> [UInt8] { Self.prefix + Array("\(number)".utf8) }
}
