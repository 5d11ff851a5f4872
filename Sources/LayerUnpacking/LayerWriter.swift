import CFileTree
import ImageStore
import LayerModel
import LayerReading
import Synchronization

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What was written so far, of all layers of an image. Layers are written on several threads.
package final class WriteCount: Sendable {
    private let bytes = Atomic<Int64>(0)
    private let entries = Atomic<Int64>(0)

    /// Nothing written.
    package init() {}

    /// The bytes of files, and the entries, begun or complete.
    package var written: (bytes: Int64, entries: Int64) {
        (bytes.load(ordering: .relaxed), entries.load(ordering: .relaxed))
    }

    func addEntry() { entries.wrappingAdd(1, ordering: .relaxed) }

    func add(bytes count: Int) { bytes.wrappingAdd(Int64(count), ordering: .relaxed) }
}

/// How files are written.
package struct UnpackOptions: Sendable {
    /// Whether devices are created, which takes the rights of root.
    package var makesDevices = false
    /// Whether files get the owners that the layer names, as only root can; else they are the caller's.
    package var keepsOwners = geteuid() == 0
    /// What counts the files that are written.
    package var count: WriteCount?

    /// The usual options.
    package init() {}
}

/// Writes one layer into an empty directory of its own, by itself: what concerns lower layers is recorded in an
/// ``UnpackedLayer``, and done when the layer is laid over them.
///
/// Nothing outside of the directory can be reached: each name is opened below the directory before it, no call follows a
/// link, and links are followed by name inside the directory. One thread at a time uses it.
package final class LayerWriter: MemberReceiver {
    private let options: UnpackOptions
    private let rights: WritingRights
    private var way: DirectoryWay
    private var layer = UnpackedLayer()
    /// The regular file whose bytes pass, and its header.
    private var file: WrittenFile?
    private var fileMember: LayerMember?

    /// Writes into the directory at `path`, which is emptied first.
    package init(into path: String, _ options: UnpackOptions = UnpackOptions()) throws(LayerError) {
        self.options = options
        rights = WritingRights(keepsOwners: options.keepsOwners)
        let root = try OpenDirectory(path: path)
        try root.removeContents()
        try rights.begin(root)
        way = DirectoryWay(root, rights)
    }

    /// What is known of the layer, when its last member has passed.
    package func finish() throws(LayerError) -> UnpackedLayer {
        try way.end()
        return layer
    }

    package func begin(_ member: LayerMember) throws(LayerError) -> Bool {
        options.count?.addEntry()
        let components = LayerEntry.components(of: member.path)
        for component in components where component.count > DirectoryWay.longestName {
            throw .refusedMember(path: member.path, .nameTooLong(limitBytes: DirectoryWay.longestName))
        }
        guard let name = components.last else {
            guard case .directory = member.kind else { throw .refusedMember(path: member.path, .replacesRoot) }
            try way.leave(downTo: 1)
            try setAttributes(of: way.directory, member, isNew: false)
            try way.listRoot(mode: member.mode, time: member.time)
            layer.hasRoot = true
            return false
        }
        // AUFS' own files, and what is below such a directory.
        let parents = components.dropLast()
        guard parents.allSatisfy({ LayerName($0) == .name }), LayerName(name) != .ignored else { return false }
        try way.enter(parents, for: member.path, &layer)
        switch LayerName(name) {
        case .name: return try store(member, name)
        case .whiteout(let hidden): try layer.addWhiteout(of: hidden, in: way.path, for: member.path)
        case .opaque: try layer.addOpaque(way.path, for: member.path)
        case .ignored: break
        }
        return false
    }

    package func take(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(LayerError) {
        try file?.write(bytes, at: offset)
        options.count?.add(bytes: bytes.count)
    }

    package func endFile() throws(LayerError) {
        guard let member = fileMember.take(), let file = file.take() else { return }
        if case .file(let size) = member.kind { try file.end(size: size) }
        let attributes = file.attributes
        if rights.needsOwner(member, isInherited: way.hasSetGroup) {
            try attributes.setOwner(member.owner, member.group)
        }
        try set(member, of: attributes)
        // chown(2) clears set-user-ID and set-group-ID.
        if rights.needsMode(member.mode) || !member.attributes.isEmpty { try attributes.setMode(member.mode) }
        try attributes.setTime(member.time)
    }

    /// Creates the file of a member in the directory that was entered.
    private func store(_ member: LayerMember, _ name: Name) throws(LayerError) -> Bool {
        let mode = member.mode & 0o777
        switch member.kind {
        case .file:
            try create(name) { (directory) throws(LayerError) in
                file = try directory.create(name, mode: mode)
                return file != nil
            }
            fileMember = member
            return true
        case .directory: try list(member, name)
        case .hardLink(let target): try link(member, name, to: target)
        case .symbolicLink(let target):
            try create(name) { (directory) throws(LayerError) in try directory.makeLink(name, to: target) }
            try finish(member, name, isLink: true)
        case .pipe:
            try create(name) { (directory) throws(LayerError) in try directory.makePipe(name, mode: mode) }
            try finish(member, name, isLink: false)
        case .device(let isBlock, let major, let minor):
            guard options.makesDevices else {
                layer.notes.add(.deviceLeftOut)
                return false
            }
            if !isBlock, major == 0, minor == 0 { layer.notes.add(.whiteoutDevice) }
            try create(name) { (directory) throws(LayerError) in
                try directory.makeDevice(name, isBlock: isBlock, major: major, minor: minor, mode: mode)
            }
            try finish(member, name, isLink: false)
        case .unknown: layer.notes.add(.unknownLeftOut)
        }
        return false
    }

    /// Creates a file; one that this layer has under the name already is replaced.
    private func create(
        _ name: Name, _ call: (OpenDirectory) throws(LayerError) -> Bool
    ) throws(LayerError) {
        way.touch()
        layer.list(UnpackedLayer.join(way.path, name))
        if try call(way.directory) { return }
        layer.notes.add(.repeatedPath)
        try way.directory.remove(name)
        guard try call(way.directory) else {
            throw .store(.system(.creating, path: way.directory.text(name), code: EEXIST))
        }
    }

    /// Sets the attributes of a file that is not open.
    private func finish(_ member: LayerMember, _ name: Name, isLink: Bool) throws(LayerError) {
        let directory = way.directory
        if rights.needsOwner(member, isInherited: way.hasSetGroup) {
            try directory.setOwner(name, member.owner, member.group)
        }
        if !isLink, rights.needsMode(member.mode) { try directory.setMode(name, member.mode) }
        for attribute in member.attributes where keeps(attribute, onFile: false) {
            if try !directory.setAttribute(name, attribute) { layer.notes.add(.attributeRefused) }
        }
        try directory.setTime(name, member.time)
    }

    /// Takes the entry of a directory, which is created if it is missing. What else has its name is replaced, and no link is
    /// followed.
    private func list(_ member: LayerMember, _ name: Name) throws(LayerError) {
        let parent = way.directory
        way.touch()
        layer.list(UnpackedLayer.join(way.path, name))
        var isNew = try parent.makeDirectory(name, mode: member.mode & 0o777)
        if !isNew, try parent.status(name)?.isDirectory != true {
            layer.notes.add(.repeatedPath)
            try parent.remove(name)
            isNew = try parent.makeDirectory(name, mode: member.mode & 0o777)
        }
        if isNew, member.attributes.isEmpty, !rights.needsMode(ofDirectory: member.mode, isInherited: way.hasSetGroup) {
            if rights.needsOwner(member, isInherited: way.hasSetGroup) {
                try parent.setOwner(name, member.owner, member.group)
            }
            return try parent.setTime(name, member.time)
        }
        _ = try rights.makeAccessible(name, in: parent)
        guard let directory = try parent.directory(name) else {
            throw .store(.system(.opening, path: parent.text(name), code: ENOTDIR))
        }
        try setAttributes(of: directory, member, isNew: isNew)
    }

    private func setAttributes(of directory: OpenDirectory, _ member: LayerMember, isNew: Bool) throws(LayerError) {
        let attributes = directory.attributes
        if !isNew { try attributes.removeAll() }
        if options.keepsOwners { try attributes.setOwner(member.owner, member.group) }
        try set(member, of: attributes)
        try attributes.setMode(member.mode)
        try attributes.setTime(member.time)
    }

    /// Sets the extended attributes of an open file or directory.
    private func set(_ member: LayerMember, of file: FileAttributes) throws(LayerError) {
        guard !member.attributes.isEmpty else { return }
        // Attributes of users need the permission to write.
        if !options.keepsOwners { try file.setMode(member.mode | 0o600) }
        for attribute in member.attributes where keeps(attribute, onFile: true) {
            if try !file.set(attribute.name, attribute.value) { layer.notes.add(.attributeRefused) }
        }
    }

    /// Makes another name of a file of this layer, or records it if only lower layers may have the file.
    private func link(_ member: LayerMember, _ name: Name, to target: [UInt8]) throws(LayerError) {
        let components = LayerEntry.components(of: target)
        guard let other = components.last else { throw .refusedMember(path: member.path, .linkToDirectory(target)) }
        var walk = FileWalk(way.root, rights)
        let found = try walk.find(components.dropLast(), for: member.path)
        guard let directory = found, let status = try directory.status(other) else {
            try walk.end()
            way.touch()
            layer.list(UnpackedLayer.join(way.path, name))
            // What this layer had under the name gives way.
            try way.directory.remove(name)
            return try layer.add(.init(directory: way.path, name: Array(name), member: member))
        }
        guard !status.isDirectory else { throw .refusedMember(path: member.path, .linkToDirectory(target)) }
        // A link of a name to itself changes nothing.
        if let own = try way.directory.status(name), own.isSameFile(as: status) { return try walk.end() }
        try create(name) { (parent) throws(LayerError) in
            try parent.makeLink(name, ofFile: other, in: directory)
        }
        try rights.adjust(name, in: way.directory, status, to: member)
        try walk.end()
    }

    /// Whether an extended attribute can be kept; notes it otherwise.
    private func keeps(_ attribute: LayerMember.Attribute, onFile isFile: Bool) -> Bool {
        if attribute.name.hasPrefix(FileAttributes.overlayPrefix) {
            layer.notes.add(.overlayAttributeLeftOut)
            return false
        }
        if !isFile, attribute.name.hasPrefix("user.") {
            layer.notes.add(.linkAttributeLeftOut)
            return false
        }
        return true
    }
}
