import LayerModel
import LayerReading

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Lays a layer, which is in a directory of its own, over a tree of lower layers on the same file system, by moving it there.
///
/// What the tree does not have is moved as it is, so a directory costs one call with everything in it. The result is that of
/// applying the layer alone: whiteouts hide what lower layers have, wherever they stand in the layer; a directory without
/// an entry keeps the attributes that the tree's has, and leads through a link of the tree; a directory with an entry
/// replaces a link. Where both have a directory, the layer's entry gives it its attributes, and otherwise its time is restored.
struct TreeMerge {
    private let layer: UnpackedLayer
    private let rights: WritingRights

    /// Lays `layer` over a tree.
    init(_ layer: UnpackedLayer, _ rights: WritingRights) {
        self.layer = layer
        self.rights = rights
    }

    /// Moves what is in `source` to `root`.
    func run(from source: OpenDirectory, to root: OpenDirectory) throws(LayerError) {
        let (own, before) = (try source.status(), try root.status())
        _ = try rights.makeAccessible(source)
        _ = try rights.makeAccessible(root)
        try makeLinks(in: source, lower: root)
        try merge(source, own, into: FileWalk(root, rights), before, path: [])
    }

    /// Makes the hard links whose files only the lower layers may have.
    func makeLinks(in source: OpenDirectory, lower root: OpenDirectory?) throws(LayerError) {
        guard !layer.links.isEmpty else { return }
        let mode = try rights.makeAccessible(source)
        var made: Set<ino_t> = []
        for link in layer.links {
            let path = link.member.path
            guard case .hardLink(let target) = link.member.kind else { continue }
            let components = LayerEntry.components(of: target)
            var way = FileWalk(source, rights)
            guard let other = components.last,
                let directory = try way.find(link.directory.split(separator: 0x2F)[...], for: path)
            else { throw .refusedMember(path: path, .missingTarget(target)) }
            var found: (directory: OpenDirectory, status: stat)?
            var walks: [FileWalk] = []
            // It may be the name of another such link of this layer; what else the layer has came behind the link.
            for (tree, isOwn) in [(source, true), (root, false)] where found == nil {
                guard let tree else { continue }
                var walk = FileWalk(tree, rights)
                let reached = try walk.find(components.dropLast(), for: path)
                walks.append(walk)
                guard let parent = reached else { continue }
                guard let status = try parent.status(other), !isOwn || made.contains(status.st_ino) else { continue }
                found = (parent, status)
            }
            guard let found else { throw .refusedMember(path: path, .missingTarget(target)) }
            guard !found.status.isDirectory else { throw .refusedMember(path: path, .linkToDirectory(target)) }
            let time = try directory.status().modified
            let name = link.name[...]
            _ = try directory.makeLink(name, ofFile: other, in: found.directory)
            try rights.adjust(name, in: directory, found.status, to: link.member)
            try directory.attributes.setTime(time)
            made.insert(found.status.st_ino)
            while var walk = walks.popLast() { try walk.end() }
            try way.end()
        }
        if let mode { try source.attributes.setMode(mode) }
    }

    /// Moves the content of a directory of the layer, which has the status `own`, to the directory that `walk` has reached,
    /// which had the status `before`.
    private func merge(
        _ source: OpenDirectory, _ own: stat, into walk: FileWalk, _ before: stat, path: [UInt8]
    ) throws(LayerError) {
        guard !Task.isCancelled else { throw .cancelled }
        let target = walk.directory
        if layer.opaque.contains(path) { try target.removeContents() }
        for name in layer.whiteouts[path] ?? [] { try target.remove(name[...]) }
        for name in try source.names() {
            try move(name[...], from: source, to: walk, path: UnpackedLayer.join(path, name[...]))
        }
        let attributes = target.attributes
        guard path.isEmpty ? layer.hasRoot : !layer.implied.contains(path) else {
            if rights.lacksAccess(before) { try attributes.setMode(before.permissions) }
            return try attributes.setTime(before.modified)
        }
        if rights.keepsOwners { try attributes.setOwner(own.st_uid, own.st_gid) }
        try attributes.removeAll()
        try attributes.setExtended(of: source.attributes, keepsOverlay: true)
        try attributes.setMode(own.permissions)
        try attributes.setTime(own.modified)
    }

    /// Moves one file of the layer, or the content of a directory that both have.
    private func move(
        _ name: Name, from source: OpenDirectory, to walk: FileWalk, path: [UInt8]
    ) throws(LayerError) {
        let target = walk.directory
        guard let own = try source.status(name) else { return }
        guard let present = try target.status(name) else { return try take(name, own, from: source, to: target) }
        guard own.isDirectory else {
            if present.isDirectory { try target.remove(name) }
            return try target.take(name, from: source)
        }
        let isImplied = layer.implied.contains(path)
        guard present.isDirectory || isImplied else {
            try target.remove(name)
            return try take(name, own, from: source, to: target)
        }
        var (walk, before) = (walk.branch, present)
        if present.isDirectory {
            if rights.lacksAccess(present) { try target.setMode(name, present.permissions | 0o700) }
            guard try walk.enter(name) else { throw .refusedMember(path: path, .parentNotDirectory) }
        } else {
            guard present.isLink, try walk.follow(name, for: path) else {
                throw .refusedMember(path: path, .parentNotDirectory)
            }
            before = try walk.directory.status()
            _ = try rights.makeAccessible(walk.directory)
        }
        if rights.lacksAccess(own) { try source.setMode(name, own.permissions | 0o700) }
        guard let directory = try source.directory(name) else { return }
        try merge(directory, own, into: walk, before, path: path)
        try walk.end()
    }

    /// Moves a file that the tree does not have.
    private func take(
        _ name: Name, _ own: stat, from source: OpenDirectory, to target: OpenDirectory
    ) throws(LayerError) {
        // A directory that moves gets another parent, for which it must be writable.
        let isClosed = own.isDirectory && rights.lacksAccess(own)
        if isClosed { try source.setMode(name, own.permissions | 0o700) }
        try target.take(name, from: source)
        if isClosed { try target.setMode(name, own.permissions) }
    }
}
