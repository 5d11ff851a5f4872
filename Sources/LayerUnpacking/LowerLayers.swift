import CFileTree
import LayerReading

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The files that the upper directories of overlayfs show together, without a mount.
struct LowerLayers {
    /// The layers from the highest down.
    private let layers: [OpenDirectory]

    /// The layers from the highest down.
    init(_ layers: [OpenDirectory]) {
        self.layers = layers
    }

    /// The directory at a path, in the highest layer that has it; `nil` if there is none.
    func directory(_ path: [UInt8]) throws(LayerError) -> OpenDirectory? {
        guard let found = try find(path) else { return nil }
        return try found.name.isEmpty ? found.parent : found.parent.directory(found.name)
    }

    /// The status of a file; `nil` if there is none.
    func status(_ directory: [UInt8], _ name: Name) throws(LayerError) -> stat? {
        try find(UnpackedLayer.join(directory, name))?.status
    }

    /// Whether there is a file at a path.
    func has(_ path: [UInt8]) throws(LayerError) -> Bool { try find(path) != nil }

    /// The names in the root.
    func names() throws(LayerError) -> [[UInt8]] {
        var seen: Set<[UInt8]> = []
        for layer in layers { try seen.formUnion(layer.names()) }
        var names: [[UInt8]] = []
        for name in seen where try has(name) { names.append(name) }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Copies a file to a directory, with its attributes.
    func copy(
        _ name: Name, in directory: [UInt8], to target: OpenDirectory
    ) throws(LayerError) {
        guard let found = try find(UnpackedLayer.join(directory, name)) else { return }
        let (source, status) = (found.parent, found.status)
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            let from = try source.existing(name)
            guard var file = try target.create(name, mode: 0o600) else { return }
            try file.copy(from)
            try file.attributes.setOwner(status.st_uid, status.st_gid)
            try file.attributes.setExtended(of: from.attributes, keepsOverlay: false)
            try file.attributes.setMode(status.permissions)
            try file.attributes.setTime(status.modified)
            return
        case S_IFLNK: _ = try target.makeLink(name, to: try source.target(name))
        case S_IFIFO: _ = try target.makePipe(name, mode: status.permissions)
        default:
            let isBlock = status.st_mode & S_IFMT == S_IFBLK
            let device = UInt64(status.st_rdev)
            _ = try target.makeDevice(
                name, isBlock: isBlock, major: resolve_device_major(device), minor: resolve_device_minor(device),
                mode: status.permissions)
        }
        try target.setOwner(name, status.st_uid, status.st_gid)
        if !status.isLink { try target.setMode(name, status.permissions) }
        try target.setTime(name, status.modified)
    }

    /// What is at a path: the directory with the file, and its name, which is empty for the root.
    private func find(_ path: [UInt8]) throws(LayerError) -> (parent: OpenDirectory, name: Name, status: stat)? {
        let components = path.split(separator: 0x2F)
        guard let name = components.last else {
            guard let highest = layers.first else { return nil }
            return (highest, [], try highest.status())
        }
        for layer in layers {
            switch try look(for: components, in: layer) {
            case .found(let parent, let status): return (parent, name, status)
            case .hidden: return nil
            case .absent: continue
            }
        }
        return nil
    }

    /// What a layer says of a path.
    private enum Look {
        case found(OpenDirectory, stat)
        /// Lower layers may have it, but it is not seen.
        case hidden
        /// Lower layers may have it.
        case absent
    }

    private func look(for components: [Name], in layer: OpenDirectory) throws(LayerError) -> Look {
        var directory = layer
        var isOpaque = false
        for (index, component) in components.enumerated() {
            guard let status = try directory.status(component) else { return isOpaque ? .hidden : .absent }
            if status.st_mode & S_IFMT == S_IFCHR, status.st_rdev == 0 { return .hidden }
            if index == components.count - 1 { return .found(directory, status) }
            guard let next = try directory.directory(component) else { return .hidden }
            directory = next
            if try next.attributes.value("trusted.overlay.opaque") == [UInt8(ascii: "y")] { isOpaque = true }
        }
        return .hidden
    }
}
