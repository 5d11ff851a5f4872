import CFileTree
import LayerModel
import LayerReading

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Makes the upper directory of an overlayfs mount of an unpacked layer.
///
/// Whiteouts become character devices with the numbers 0 and 0, opaque directories get an extended attribute, and directories
/// without an entry the attributes that they have below, since overlayfs takes those of the uppermost layer. A hard link
/// to a file of a lower layer takes a copy of it, as overlayfs does itself. Documentation/filesystems/overlayfs.rst in Linux.
package struct OverlayLayer {
    private static let opaque = "trusted.overlay.opaque"

    private let layer: UnpackedLayer
    private let upper: OpenDirectory
    private let lowers: LowerLayers
    private let rights: WritingRights

    /// A layer that is unpacked in the directory `upper`, and the upper directories of the layers below, from the highest down.
    package init(_ layer: UnpackedLayer, in upper: String, over lowers: [String]) throws(LayerError) {
        self.layer = layer
        self.upper = try OpenDirectory(path: upper)
        var opened: [OpenDirectory] = []
        for path in lowers { opened.append(try OpenDirectory(path: path)) }
        self.lowers = LowerLayers(opened)
        rights = WritingRights(keepsOwners: true)
    }

    /// Does all of it, as root.
    package func finish() throws(LayerError) {
        try makeLinks()
        // A directory comes before those below it.
        for path in layer.implied.sorted(by: { $0.lexicographicallyPrecedes($1) }) { try inherit(path) }
        if !layer.hasRoot { try inherit([]) }
        for path in layer.opaque where !path.isEmpty { try makeOpaque(path) }
        if layer.opaque.contains([]) { try hideAll() }
        for (path, names) in layer.whiteouts { for name in names { try hide(name[...], in: path) } }
    }

    /// Gives a directory without an entry the attributes of the one below; without one, it keeps its own.
    private func inherit(_ path: [UInt8]) throws(LayerError) {
        guard let lower = try lowers.directory(path), let directory = try upper.descend(path) else { return }
        let status = try lower.status()
        try directory.attributes.setOwner(status.st_uid, status.st_gid)
        try directory.attributes.setExtended(of: lower.attributes, keepsOverlay: false)
        try directory.attributes.setMode(status.permissions)
        try directory.attributes.setTime(status.modified)
    }

    /// Hides what lower layers have in a directory.
    private func makeOpaque(_ path: [UInt8]) throws(LayerError) {
        guard let directory = try upper.descend(path) else { return }
        guard try directory.attributes.set(Self.opaque, [UInt8(ascii: "y")]) else {
            throw .store(.system(.settingAttributes, path: directory.text(nil), code: EPERM))
        }
    }

    /// Hides what lower layers have in the root, which cannot be opaque.
    private func hideAll() throws(LayerError) {
        for name in try lowers.names() { try hide(name[...], in: []) }
    }

    /// Hides a name of lower layers, if they have it.
    private func hide(_ name: Name, in path: [UInt8]) throws(LayerError) {
        let whole = UnpackedLayer.join(path, name)
        guard let directory = try upper.descend(path), try lowers.has(whole) else { return }
        if let own = try directory.status(name) {
            // What the layer has itself is not hidden; a directory is not merged with the one below.
            return own.isDirectory ? try makeOpaque(whole) : ()
        }
        let time = try directory.status().modified
        _ = try directory.makeDevice(name, isBlock: false, major: 0, minor: 0, mode: 0)
        try directory.attributes.setTime(time)
    }

    /// Makes the hard links to files of lower layers, each to a copy of the file.
    private func makeLinks() throws(LayerError) {
        for link in layer.links {
            let path = link.member.path
            guard case .hardLink(let target) = link.member.kind else { continue }
            let components = LayerEntry.components(of: target)
            guard let name = components.last, let parent = try upper.descend(link.directory) else {
                throw .refusedMember(path: path, .missingTarget(target))
            }
            let folder = Array(components.dropLast().joined(separator: [0x2F]))
            // It may have been copied for another link already.
            if try upper.descend(folder)?.status(name) == nil { try copyUp(name, in: folder, for: path, target) }
            guard let directory = try upper.descend(folder), let status = try directory.status(name) else {
                throw .refusedMember(path: path, .missingTarget(target))
            }
            guard !status.isDirectory else { throw .refusedMember(path: path, .linkToDirectory(target)) }
            let time = try parent.status().modified
            _ = try parent.makeLink(link.name[...], ofFile: name, in: directory)
            try rights.adjust(link.name[...], in: parent, status, to: link.member)
            try parent.attributes.setTime(time)
        }
    }

    /// Copies a file of lower layers, and the directories above it.
    private func copyUp(
        _ name: Name, in path: [UInt8], for member: [UInt8], _ target: [UInt8]
    ) throws(LayerError) {
        guard let status = try lowers.status(path, name) else {
            throw .refusedMember(path: member, .missingTarget(target))
        }
        guard !status.isDirectory else { throw .refusedMember(path: member, .linkToDirectory(target)) }
        var parent = upper
        var done: [UInt8] = []
        for component in path.split(separator: 0x2F) {
            done = UnpackedLayer.join(done, component)
            let isNew = try parent.makeDirectory(component, mode: 0o755)
            guard let next = try parent.directory(component) else {
                throw .refusedMember(path: member, .parentNotDirectory)
            }
            parent = next
            if isNew { try inherit(done) }
        }
        try lowers.copy(name, in: path, to: parent)
        try inherit(path)
    }
}
